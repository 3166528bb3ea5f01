/// Something that is wrong with a host, with the way out.
package struct Finding: Hashable, Sendable, Error, CustomStringConvertible {
  package var id: FindingID
  package var what: String
  package var why: String
  package var remedy: String

  package init(_ id: FindingID, what: String, why: String, remedy: String) {
    self.id = id
    self.what = what
    self.why = why
    self.remedy = remedy
  }

  package var description: String { "\(what): \(why): \(remedy)" }
}
