import Glibc
import Model

/// Reads ssh_config(5) files with all that they include.
struct SSHConfigReader {
  /// The folder that `~` stands for.
  let home: String
  /// The folder that a relative `Include` starts from.
  let folder: String

  /// ssh(1) gives up on includes within includes at the same depth (readconf.c, READCONF_MAX_DEPTH).
  private static let deepest = 16

  /// The statements of a file; none if it does not exist.
  func read(_ path: String, depth: Int = 0) throws(FileProblem) -> [SSHConfigStatement] {
    guard depth <= Self.deepest else { throw FileProblem(path: path, reason: "includes go more than 16 files deep") }
    guard let bytes = try readFile(path) else { return [] }
    return try statements(bytes, path: path, depth: depth)
  }

  /// The statements of a file with these bytes.
  func statements(_ bytes: [UInt8], path: String, depth: Int = 0) throws(FileProblem) -> [SSHConfigStatement] {
    let text = String(decoding: bytes, as: UTF8.self)
    var statements: [SSHConfigStatement] = []
    for (index, line) in textLines(text, keepsEmpty: true).enumerated() {
      guard let line = SSHConfigLine(line), let keyword = SSHConfigKeyword(line.keyword) else { continue }
      let position = FilePosition(path: path, line: index + 1)
      statements += try self.statements(keyword, line, at: position, depth: depth)
    }
    return statements
  }

  private func statements(
    _ keyword: SSHConfigKeyword, _ line: SSHConfigLine, at position: FilePosition, depth: Int
  ) throws(FileProblem) -> [SSHConfigStatement] {
    // A command is a shell's business, quotes and all.
    let words = keyword == .proxycommand ? [line.rest] : line.arguments
    let value = SSHConfigValue(text: words?.first ?? "", position: position)
    guard let words else { throw value.problem("a quote does not close") }
    guard !value.text.isEmpty else { throw value.problem("'\(line.keyword)' needs a value") }
    switch keyword {
    case .host: return [.host(PatternList(words))]
    case .match: return [.match(try criteria(words, value))]
    case .include:
      var included: [SSHConfigStatement] = []
      for path in words.flatMap(files(matching:)) {
        included.append(.include(try read(path, depth: depth + 1)))
      }
      return included
    default: return [.set(keyword, to: value)]
    }
  }

  private func criteria(
    _ words: [String], _ value: SSHConfigValue
  ) throws(FileProblem) -> [SSHConfigStatement.Criterion] {
    var criteria: [SSHConfigStatement.Criterion] = []
    var words = words[...]
    while let word = words.popFirst() {
      let isNegated = word.hasPrefix("!")
      let name = String(word.dropFirst(isNegated ? 1 : 0)).lowercased()
      let takesPatterns = !["all", "final", "canonical"].contains(name)
      guard let patterns = takesPatterns ? words.popFirst() : "" else {
        throw value.problem("'Match \(name)' needs a value")
      }
      let kind = kind(name, PatternList(commaSeparated: patterns), value.position)
      criteria.append(.init(kind: kind, isNegated: isNegated))
    }
    return criteria
  }

  private func kind(
    _ name: String, _ patterns: PatternList, _ position: FilePosition
  ) -> SSHConfigStatement.Criterion.Kind {
    switch name {
    case "all": .all
    case "final": .secondPass(isWanted: true)
    case "canonical": .secondPass(isWanted: false)
    case "host": .host(patterns)
    case "originalhost": .originalHost(patterns)
    case "user": .user(patterns)
    case "localuser": .localUser(patterns)
    default: .unsupported(name, position)
    }
  }

  /// The files that an `Include` names, in the order of glob(3).
  private func files(matching pattern: String) -> [String] {
    let pattern = expandHome(pattern, home: home)
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern.hasPrefix("/") ? pattern : "\(folder)/\(pattern)", 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in found.gl_pathv[index].map { String(cString: $0) } }
  }
}

/// A path with a leading `~/` replaced by the home folder.
func expandHome(_ path: String, home: String) -> String {
  path.hasPrefix("~/") ? home + path.dropFirst() : path
}
