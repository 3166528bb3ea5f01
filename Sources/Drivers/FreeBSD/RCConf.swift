import Model

/// rc.conf(5) as a whole: its files in the order in which sh reads them, and what each name is set to.
struct RCConf {
  private(set) var files: [RCConfFile]
  private(set) var assignments: [Assignment] = []
  /// Where the assignment of each name is that counts: the last one.
  private var lasts: [String: Int] = [:]
  /// The interfaces in each of the watched lists.
  private var members: [String: Set<Substring>] = [:]

  static let main = path("/etc/rc.conf")
  static let local = path("/etc/rc.conf.local")

  /// Whether a file is one of those that rc.d/netif reads.
  static func isPart(_ path: HostPath) -> Bool {
    path == main || path == local || textParts(path.text[...], around: "/rc.conf.d/") != nil
  }

  /// One `NAME=value`.
  struct Assignment: Hashable {
    var file: Int
    var statement: RCStatement
    var word: RCWord
    var name: String
    /// What sh makes of the value; nil where only sh can tell.
    var value: String?

    /// The value's words.
    var words: [String]? {
      value.map { textLines($0).flatMap { textWords($0, orTabs: true) }.map(String.init) }
    }
  }

  /// - Throws: `RCConfProblem` if one of the files cannot be followed.
  init(_ boot: [HostPath: BootFile]) throws(RCConfProblem) {
    let others = boot.keys.filter { Self.isPart($0) && $0 != Self.main && $0 != Self.local }.sorted()
    var files: [RCConfFile] = []
    for path in [Self.main, Self.local] + others { files.append(try Self.file(path, boot[path])) }
    self.files = files
    try evaluate()
  }

  private static func file(_ path: HostPath, _ file: BootFile?) throws(RCConfProblem) -> RCConfFile {
    switch file {
    case nil: return try RCConfFile(path: path, bytes: [], exists: false)
    case .regular(let bytes, let mode): return try RCConfFile(path: path, bytes: bytes, mode: mode)
    case .link(let target): throw RCConfProblem(place: FilePlace(path), fault: .link(to: target))
    case .folder: throw RCConfProblem(place: FilePlace(path), fault: .folder)
    case .other(let what): throw RCConfProblem(place: FilePlace(path), fault: .other(what))
    }
  }

  /// The files that are there, and those that have got bytes.
  var bootFiles: [HostPath: BootFile] {
    let present = files.filter { $0.exists || !$0.bytes.isEmpty }
    return Dictionary(uniqueKeysWithValues: present.map { ($0.path, .regular(content: $0.bytes, mode: $0.mode)) })
  }

  // MARK: - What it says

  /// The assignment that counts: the last one.
  func last(_ name: String) -> Assignment? { lasts[name].map { assignments[$0] } }

  /// The assignments that count, in the order of the files.
  var effective: [Assignment] { lasts.values.sorted().map { assignments[$0] } }

  /// The words of a name, none where it is not set.
  func words(_ name: String) -> [String] { last(name)?.words ?? [] }

  /// Whether a list names the interface; `gif0:sticky` is one that `netif stop` leaves alone.
  func lists(_ list: String, _ name: InterfaceName) -> Bool { members[list]?.contains(name.text[...]) == true }

  func place(of assignment: Assignment) -> FilePlace {
    FilePlace(files[assignment.file].path, line: assignment.word.line)
  }

  func problem(_ assignment: Assignment, _ fault: BootFileFault) -> RCConfProblem {
    RCConfProblem(place: place(of: assignment), fault: fault)
  }

  /// The first place that names an interface.
  func place(naming interface: InterfaceName) -> FilePlace? {
    files.lazy.compactMap { file in line(naming: interface.text, in: file).map { FilePlace(file.path, line: $0) } }
      .first
  }

  /// All words of the files, and the parts of names between their `_`: every interface that a line names is among them.
  var mentions: Set<String> {
    var mentions: Set<String> = []
    for word in files.flatMap({ $0.bytes.split { !RCConfLexer.isNameByte($0) } }) {
      mentions.insert(String(decoding: word, as: UTF8.self))
      mentions.formUnion(word.split(separator: UInt8(ascii: "_")).map { String(decoding: $0, as: UTF8.self) })
    }
    return mentions
  }

  /// In a name such as `ifconfig_gif0_alias0` the interface is no word of its own.
  private func line(naming text: String, in file: RCConfFile) -> Int? {
    let named = file.statements.flatMap(\.words).first { word in
      guard let name = word.assignment?.name else { return false }
      return Self.isVariable(name, of: text)
    }
    return [named?.line, file.line(naming: text)].compactMap { $0 }.min()
  }

  static func isVariable(_ name: String, of interface: String) -> Bool {
    ["ifconfig_", "gifconfig_", "create_args_", "ipv6_ifconfig_"].contains { prefix in
      name == prefix + interface || name.hasPrefix("\(prefix)\(interface)_")
    }
  }

  // MARK: - Editing

  /// Puts other bytes into a file, and reads all again.
  /// - Throws: `RCConfProblem` if the result could not be followed; the files are then as they were.
  mutating func replace(
    _ range: Range<Int>, of file: Int, with new: some Sequence<UInt8>
  ) throws(RCConfProblem) {
    files[file] = try files[file].replacing(range, with: new)
    try evaluate()
  }

  // MARK: - Evaluation

  private static let watched = ["cloned_interfaces", "gif_interfaces", "network_interfaces"]

  private mutating func evaluate() throws(RCConfProblem) {
    (assignments, lasts) = ([], [:])
    var values: [String: String?] = [:]
    for (place, file) in files.enumerated() {
      for statement in file.statements {
        guard statement.isPlain else {
          try Self.check(statement, in: file)
          continue
        }
        for word in statement.words {
          guard let (name, parts) = word.assignment else { continue }
          let value = Self.value(parts, values)
          values[name] = .some(value)
          lasts[name] = assignments.count
          assignments.append(Assignment(file: place, statement: statement, word: word, name: name, value: value))
        }
      }
    }
    for list in Self.watched { members[list] = Set(words(list).map { $0.prefix { $0 != ":" } }) }
  }

  /// A value with variables in it may have so many bytes: with `a=$a$a` a few lines would fill the memory.
  private static let longestExpanded = 4096

  private static func value(_ parts: [RCWord.Part], _ values: [String: String?]) -> String? {
    var text: [UInt8] = []
    for part in parts {
      switch part {
      case .text(let bytes): text += bytes
      case .variable(let name):
        guard let known = values[name] ?? "" else { return nil }
        text += Array(known.utf8)
        guard text.count <= longestExpanded else { return nil }
      case .unknown: return nil
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A statement that is more than assignments must not concern culvert's names, nor end the file.
  private static func check(_ statement: RCStatement, in file: RCConfFile) throws(RCConfProblem) {
    func problem(_ fault: BootFileFault) -> RCConfProblem {
      RCConfProblem(place: FilePlace(file.path, line: statement.line), fault: fault)
    }
    if let word = statement.words.first(where: { ["exit", "return", "exec"].contains($0.literal) }) {
      throw problem(.end(word.literal ?? ""))
    }
    let text = String(decoding: file.bytes[statement.range], as: UTF8.self)
    let name = (watched + ["ifconfig_gif", "gifconfig_"]).first { text.contains($0) }
    if let name { throw problem(.compound(name)) }
  }
}

private func path(_ text: String) -> HostPath {
  do { return try HostPath(text) } catch { preconditionFailure("\(error)") }
}
