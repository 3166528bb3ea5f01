import Glibc
import Model

/// Reads ssh_config(5) files with all that they include.
struct SSHConfigReader {
  /// Where `~` leads.
  let environment: SSHEnvironment
  /// The folder that a relative `Include` starts from.
  let folder: String

  /// ssh(1) gives up on includes within includes at the same depth (readconf.c, READCONF_MAX_DEPTH).
  private static let deepest = 16

  /// The statements of a file; none if it does not exist.
  ///
  /// With `isChecked` nobody but root and the user may be able to write the file: it can hold commands.
  func read(_ path: String, isChecked: Bool, depth: Int = 0) throws(FileProblem) -> [SSHConfigStatement] {
    guard depth <= Self.deepest else { throw FileProblem(path: path, reason: "includes go more than 16 files deep") }
    guard let bytes = try readFile(path, isChecked: isChecked) else { return [] }
    return try statements(bytes, path: path, depth: depth)
  }

  /// The statements of a file with these bytes.
  func statements(_ bytes: [UInt8], path: String, depth: Int = 0) throws(FileProblem) -> [SSHConfigStatement] {
    let text = String(decoding: bytes, as: UTF8.self)
    var statements: [SSHConfigStatement] = []
    for (index, line) in textLines(text, keepsEmpty: true).enumerated() {
      guard let line = SSHConfigLine(line) else { continue }
      let position = FilePosition(path: path, line: index + 1)
      switch SSHConfigKeyword.treatment(of: line.keyword) {
      case .heeded(let keyword): statements += try self.statements(keyword, line, at: position, depth: depth)
      case .unknown: statements.append(.unknown(line.keyword, position))
      case .harmless: break
      }
    }
    return statements
  }

  private func statements(
    _ keyword: SSHConfigKeyword, _ line: SSHConfigLine, at position: FilePosition, depth: Int
  ) throws(FileProblem) -> [SSHConfigStatement] {
    let value = try value(keyword, line, at: position)
    switch keyword {
    case .host: return [.host(PatternList(value.words))]
    case .match: return [.match(try SSHConfigStatement.Criterion.list(value))]
    case .include:
      var included: [SSHConfigStatement] = []
      for path in value.words.flatMap(files(matching:)) {
        included.append(.include(try read(path, isChecked: true, depth: depth + 1)))
      }
      return included
    default: return [.set(keyword, to: value)]
    }
  }

  private func value(
    _ keyword: SSHConfigKeyword, _ line: SSHConfigLine, at position: FilePosition
  ) throws(FileProblem) -> SSHConfigValue {
    // A command is a shell's business, quotes and all.
    let words = [.proxycommand, .knownhostscommand].contains(keyword) ? [line.rest] : line.arguments
    let value = SSHConfigValue(text: words?.first ?? "", words: words, position: position)
    guard let words else { throw value.problem("a quote does not close") }
    guard !value.text.isEmpty else { throw value.problem("'\(line.keyword)' needs a value") }
    guard words.count == 1 || keyword.takesList else {
      throw value.problem("'\(line.keyword)' takes one value; quote one with blanks")
    }
    return value
  }

  /// The files that an `Include` names, in the order of glob(3).
  private func files(matching pattern: String) -> [String] {
    let pattern = expandHome(pattern, home: environment.home)
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern.hasPrefix("/") ? pattern : "\(folder)/\(pattern)", 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in found.gl_pathv[index].map { String(cString: $0) } }
  }
}

extension SSHConfigStatement.Criterion {
  /// The conditions of a `Match`.
  static func list(_ value: SSHConfigValue) throws(FileProblem) -> [Self] {
    var criteria: [Self] = []
    // `host=web1` is the same as `host web1`, as strdelim (OpenSSH, misc.c) splits it.
    var words = value.words[...]
    while let word = words.popFirst() {
      let isNegated = word.hasPrefix("!")
      let parts = word.dropFirst(isNegated ? 1 : 0).split(separator: "=", maxSplits: 1).map(String.init)
      let name = (parts.first ?? "").lowercased()
      if name == "all", criteria.contains(where: { $0.kind.takesValue }) || !words.isEmpty {
        throw value.problem("'all' cannot stand together with other conditions")
      }
      var argument = ""
      if !["all", "final", "canonical"].contains(name) {
        guard let next = parts.count > 1 ? parts[1] : words.popFirst() else {
          throw value.problem("'Match \(name)' needs a value")
        }
        argument = next
      }
      criteria.append(Self(kind: kind(name, argument, value.position), isNegated: isNegated))
    }
    return criteria
  }

  private static func kind(_ name: String, _ argument: String, _ position: FilePosition) -> Kind {
    let patterns = PatternList(commaSeparated: argument)
    return switch name {
    case "all": .all
    case "final": .secondPass(isWanted: true)
    case "canonical": .secondPass(isWanted: false)
    // ssh(1) compares these, and only these, without regard to case (match_hostname).
    case "host": .host(PatternList(commaSeparated: argument.lowercased()))
    case "originalhost": .originalHost(PatternList(commaSeparated: argument.lowercased()))
    case "user": .user(patterns)
    case "localuser": .localUser(patterns)
    case "tagged": .tagged(patterns)
    case "exec": .exec(SSHConfigValue(text: argument, position: position))
    default: .unsupported(name, position)
    }
  }
}

extension SSHConfigStatement.Criterion.Kind {
  fileprivate var takesValue: Bool {
    switch self {
    case .all, .secondPass: false
    default: true
    }
  }
}

/// A path with a leading `~/` or `~USER/` replaced by the home folder.
func expandHome(_ path: String, home: String) -> String {
  guard path.hasPrefix("~") else { return path }
  let user = path.dropFirst().prefix { $0 != "/" }
  let rest = path.dropFirst(1 + user.count)
  if user.isEmpty { return home + rest }
  return folder(ofUser: String(user)).map { $0 + rest } ?? path
}

/// The home folder of passwd(5).
private func folder(ofUser name: String) -> String? {
  var entry = passwd()
  var found: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 1 << 14)
  guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, let found else { return nil }
  return String(cString: found.pointee.pw_dir)
}
