/// Something that is wrong with a host, with the way out.
package struct Finding: Hashable, Sendable, Error, CustomStringConvertible {
  package var id: FindingID
  package var what: String
  package var why: String
  package var remedy: Remedy

  package init(_ id: FindingID, what: String, why: String, remedy: Remedy) {
    self.id = id
    self.what = what
    self.why = why
    self.remedy = remedy
  }

  package var description: String { text(on: nil) }

  /// The finding about this host in one line.
  package func text(on host: HostName?) -> String { "\(what): \(why): \(remedy.text(on: host))" }
}
