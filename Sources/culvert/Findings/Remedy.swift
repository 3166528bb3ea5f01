import Model

/// What mends a finding: commands wherever somebody can know them, words only where nobody can.
enum Remedy: Hashable, Sendable, CustomStringConvertible {
  /// For root of a host, one after the other.
  ///
  /// Without a host it is the one that the finding is about; with a note, there is something to think of beside.
  case run([Command], on: HostName? = nil, note: String? = nil)
  /// culvert's own words after its name, such as `up`.
  case culvert([String], note: String? = nil)
  /// What to ask whom for.
  case words(String)

  /// What is left to think of when the commands have run.
  var note: String? {
    switch self {
    case .run(_, _, let note), .culvert(_, let note): note
    case .words: nil
    }
  }

  /// The line for a POSIX shell; nil where there are only words.
  var shellText: String? {
    switch self {
    case .run(let commands, _, _): commands.map(\.shellText).joined(separator: " && ")
    case .culvert(let words, _): Command(["culvert"] + words).shellText
    case .words: nil
    }
  }

  var description: String { text(on: nil) }

  /// The remedy of a finding that is about this host, in one line.
  func text(on host: HostName?) -> String {
    let aside = note.map { " (\($0))" } ?? ""
    switch self {
    case .run(_, let other, _):
      let place = (other ?? host).map { "on \($0): " } ?? ""
      return place + (shellText ?? "") + aside
    case .culvert: return (shellText ?? "") + aside
    case .words(let text): return text
    }
  }
}
