import Model

/// What the known_hosts files say, read once per run and shared by all connections.
///
/// Lines are found by their key and, those with plain names, by their name. So a host whose key is recorded costs one
/// look-up and one comparison, also where the names are hashed: a hash is computed only for the lines with that very key.
/// Only for a host that is about to be refused are all hashed lines computed, to say what is recorded for it.
package struct KnownHosts: Sendable {
  /// The lines that could not be read, each of them left out.
  package private(set) var problems: [FileProblem] = []

  private var entries: [KnownHostsEntry] = []
  private var byKey: [[UInt8]: [Int]] = [:]
  private var byName: [String: [Int]] = [:]
  /// The lines whose names are patterns.
  private var patterns: [Int] = []
  /// The lines whose name is hashed.
  private var hashed: [Int] = []

  /// Knows no host.
  package init() {}

  /// Reads the files; one that does not exist is empty.
  /// - Throws: `FileProblem` for a file that is there and cannot be read.
  package init(reading paths: [String]) throws(FileProblem) {
    for path in paths {
      if let bytes = try readFile(path) { add(bytes, path: path) }
    }
  }

  /// Takes the lines of one file in.
  mutating func add(_ bytes: [UInt8], path: String) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      do throws(FileProblem) {
        let position = FilePosition(path: path, line: index + 1)
        if let entry = try KnownHostsEntry(line: line, at: position) { add(entry) }
      } catch {
        problems.append(error)
      }
    }
  }

  private mutating func add(_ entry: KnownHostsEntry) {
    let index = entries.count
    entries.append(entry)
    byKey[entry.blob, default: []].append(index)
    switch entry.names {
    case .plain(let names): for name in names { byName[name, default: []].append(index) }
    case .patterns: patterns.append(index)
    case .hashed: hashed.append(index)
    }
  }
}

extension KnownHosts {
  /// What speaks against the key of a host, or nil if it is recorded for it.
  ///
  /// Where nothing is recorded for the host with its port, a line for the host alone will do, as in ssh(1).
  package func objection(to key: HostKey, of name: KnownHostName) -> HostKeyProblem.Finding? {
    let finding = judge(key, of: name.text)
    guard case .objection(.unknown) = finding, let plain = name.withoutPort else { return finding.objection }
    let plainFinding = judge(key, of: plain)
    switch plainFinding {
    case .recorded, .objection(.revoked), .objection(.certificateAuthority): return plainFinding.objection
    case .objection: return .unknown
    }
  }

  /// The types of the keys recorded for a host, as far as they are found without computing hashes.
  func recordedTypes(of name: KnownHostName) -> Set<KeyType> {
    for name in [name.text, name.withoutPort].compactMap(\.self) {
      let lines = lines(about: name, hashed: []).filter { $0.marker == .none }
      if !lines.isEmpty { return Set(lines.map(\.key.type)) }
    }
    return []
  }

  /// What the lines say about a key under one name.
  enum Judgement {
    case recorded(FilePosition)
    case objection(HostKeyProblem.Finding)

    var objection: HostKeyProblem.Finding? {
      if case .objection(let finding) = self { finding } else { nil }
    }
  }

  /// Looks a key up under exactly one name.
  func judge(_ key: HostKey, of name: String) -> Judgement {
    let same = byKey[key.blob, default: []].map { entries[$0] }.filter { $0.isAbout(name) }
    if let line = same.first(where: { $0.marker == .revoked }) { return .objection(.revoked(line.key.position)) }
    if let line = same.first(where: { $0.marker == .none }) { return .recorded(line.key.position) }
    return .objection(objection(ofLinesAbout: name, to: key.type))
  }

  private func objection(ofLinesAbout name: String, to type: KeyType) -> HostKeyProblem.Finding {
    let lines = lines(about: name, hashed: hashed)
    let known = lines.filter { $0.marker == .none }.map(\.key)
    let changed = known.filter { $0.type == type }
    if !changed.isEmpty { return .changed(recorded: changed) }
    if !known.isEmpty { return .unknownType(known: known) }
    let authority = lines.first { $0.marker == .certificateAuthority }
    return authority.map { .certificateAuthority($0.key.position) } ?? .unknown
  }

  /// The lines about a host in the order of the files, of the hashed ones only those given.
  private func lines(about name: String, hashed: [Int]) -> [KnownHostsEntry] {
    let others = (patterns + hashed).filter { entries[$0].isAbout(name) }
    return (byName[name, default: []] + others).sorted().map { entries[$0] }
  }
}
