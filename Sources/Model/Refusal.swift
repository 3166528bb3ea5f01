/// A reason not to work on a host, with the way out.
package struct Refusal: Hashable, Sendable, Error, CustomStringConvertible {
  package var what: String
  package var why: String
  package var remedy: String
  /// Whether it also keeps culvert from seeing the host as it is, so that nothing can be said of drift.
  package var isBlinding: Bool

  package init(what: String, why: String, remedy: String, isBlinding: Bool = false) {
    self.what = what
    self.why = why
    self.remedy = remedy
    self.isBlinding = isBlinding
  }

  package var description: String { "\(what): \(why): \(remedy)" }
}
