import Glibc

/// The values of the `%` tokens of ssh_config(5).
struct SSHTokens {
  let values: [Character: String]
  private let environment: SSHEnvironment

  init(
    original: String, host: String, port: String, user: String, keyAlias: String?, _ environment: SSHEnvironment
  ) {
    self.environment = environment
    let machine = Self.machineName
    values = [
      "h": host, "n": original, "p": port, "r": user, "u": environment.user, "d": environment.home,
      "k": keyAlias ?? host, "i": String(getuid()), "l": machine,
      "L": String(machine.prefix { $0 != "." }),
      // A hash of the connection (OpenSSH, ssh_connection_hash).
      "C": SHA1.hash(Array("\(machine)\(host)\(port)\(user)".utf8)).map { hexadecimal($0) }.joined(),
    ]
  }

  /// A path with tokens, `${VARIABLE}` and `~` replaced.
  func path(_ value: SSHConfigValue) throws(FileProblem) -> String { try path(value.text, value) }

  /// All words of a list of paths.
  func paths(_ value: SSHConfigValue) throws(FileProblem) -> [String] {
    var paths: [String] = []
    for word in value.words { paths.append(try path(word, value)) }
    return paths
  }

  private func path(_ text: String, _ value: SSHConfigValue) throws(FileProblem) -> String {
    // ~ first: what a variable or a token holds is taken as it is (OpenSSH, tilde_expand_filename).
    let text = expandHome(text, home: environment.home)
    return try SSHConfigValue(text: text, position: value.position).expanded(values, variables: environment.variable)
  }

  private static var machineName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension SSHConfigValue {
  /// The text with its `%` tokens replaced (ssh_config(5) TOKENS), and `${VARIABLE}` where variables are given.
  /// - Throws: `FileProblem` for a token that is not among those given, and a variable that is not set.
  func expanded(
    _ tokens: [Character: String], variables: ((String) -> String?)? = nil
  ) throws(FileProblem) -> String {
    var result = ""
    var characters = text[...]
    while let character = characters.popFirst() {
      if character == "%" {
        let token = characters.popFirst()
        guard let token, let replacement = token == "%" ? "%" : tokens[token] else {
          throw problem("'%\(token.map(String.init) ?? "")' is not supported here")
        }
        result += replacement
      } else if let variables, character == "$", characters.first == "{" {
        let name = String(characters.dropFirst().prefix { $0 != "}" })
        guard characters.count > name.count + 1 else { throw problem("'${' without '}'") }
        guard let replacement = variables(name) else { throw problem("the variable '\(name)' is not set") }
        characters = characters.dropFirst(name.count + 2)
        result += replacement
      } else {
        result.append(character)
      }
    }
    return result
  }
}

private func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
