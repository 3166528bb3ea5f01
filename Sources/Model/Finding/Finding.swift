/// Something that is wrong with a host, with the way out.
package struct Finding: Hashable, Sendable, Error, CustomStringConvertible {
  package var id: FindingID
  package var about: Subject
  package var why: String
  package var remedy: Remedy

  package init(_ id: FindingID, about: Subject, why: String, remedy: Remedy) {
    self.id = id
    self.about = about
    self.why = why
    self.remedy = remedy
  }

  /// What it is about, in words.
  package var what: String { about.description }

  package var description: String { text(on: nil) }

  /// The finding about this host in one line.
  package func text(on host: HostName?) -> String { "\(what): \(why): \(remedy.text(on: host))" }
}
