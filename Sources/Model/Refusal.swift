/// A reason not to work on a host, with the way out.
package struct Refusal: Hashable, Sendable, Error, CustomStringConvertible {
  package var what: String
  package var why: String
  package var remedy: String

  package init(what: String, why: String, remedy: String) {
    self.what = what
    self.why = why
    self.remedy = remedy
  }

  package var description: String { "\(what): \(why): \(remedy)" }
}
