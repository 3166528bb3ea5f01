import Model

/// The value of a `ProxyJump`: hosts to go through, as `[USER@]HOST[:PORT]` or `ssh://…`, with commas between them.
struct ProxyJump {
  private let value: SSHConfigValue
  private let hops: [String]

  init(_ value: SSHConfigValue) {
    self.value = value
    hops = value.text.split(separator: ",").map(String.init)
  }

  /// The ssh(1) that connects through the hosts, as ssh(1) itself would start it; the tokens of ssh_config(5) in it are yet
  /// to be replaced.
  ///
  /// libssh 0.10 has no jump of its own. This needs the ssh program, which logs in on the jump hosts with the user's
  /// files and never asks anything.
  func command(
    _ config: SSHConfig, _ environment: SSHEnvironment, _ machine: LocalMachine
  ) throws(FileProblem) -> String {
    guard !environment.isOfUser else { return ownCommand.shellText }
    var command: String?
    for hop in hops {
      command = try JumpHop(hop).command(before: command, config, environment, machine)
      guard command?.utf8.count ?? 0 <= Self.longestCommand else { throw tooLong }
    }
    return command ?? ownCommand.shellText
  }

  /// Each hop's command stands quoted in the next one's, which makes it about three times as long; Linux takes no argument
  /// of 128 KiB (execve(2)).
  private static let longestCommand = 100_000

  private var tooLong: FileProblem {
    value.problem(
      """
      the command that jumps through \(hops.count) hosts is too long, because HOME is not your home folder of \
      passwd(5) and each ssh has to be told all: set HOME to that folder, or jump through fewer hosts
      """)
  }

  /// For an ssh(1) that finds the user's files by itself.
  private var ownCommand: Command {
    var arguments = ["ssh", "-o", "BatchMode=yes"]
    if hops.count > 1 { arguments += ["-J", hops.dropLast().joined(separator: ",")] }
    return Command(arguments + ["-W", "[%h]:%p", JumpHop(hops.last ?? "").destination])
  }
}

/// One host of a `ProxyJump`.
private struct JumpHop {
  private let text: String

  init(_ text: String) { self.text = text }

  /// ssh(1) takes a port in its last argument only in the form of a URI.
  var destination: String { text.hasPrefix("ssh://") ? text : "ssh://\(text)" }

  /// The name of the host as `Host` lines are compared with, and the user and the port if they are given.
  private var parts: (host: String, user: String?, hasPort: Bool) {
    var rest = Substring(text.hasPrefix("ssh://") ? String(text.dropFirst("ssh://".count)) : text)
    var user: String?
    if let at = rest.lastIndex(of: "@") {
      user = String(rest[..<at])
      rest = rest[rest.index(after: at)...]
    }
    let isBracketed = rest.hasPrefix("[")
    let host = isBracketed ? rest.dropFirst().prefix { $0 != "]" } : rest.prefix { $0 != ":" }
    let end = rest.dropFirst(host.count + (isBracketed ? 2 : 0))
    return (String(host), user, end.hasPrefix(":"))
  }

  /// For an ssh(1) that would read other files, because HOME is not the folder of passwd(5): it is told them all.
  ///
  /// It looks at passwd(5) alone, also for each `~`, so paths are given whole. `before` is the command that leads to the hop.
  func command(
    before: String?, _ config: SSHConfig, _ environment: SSHEnvironment, _ machine: LocalMachine
  ) throws(FileProblem) -> String {
    let (host, user, hasPort) = parts
    let settings = try config.settings(for: host, user: user, environment: environment, machine: machine)
    let address = settings[.hostname]?.text ?? host
    let tokens = SSHTokens(
      original: host, host: address, port: settings[.port]?.text ?? "22",
      user: user ?? settings[.user]?.text ?? environment.user, keyAlias: settings[.hostkeyalias]?.text, environment)
    var options = ["BatchMode=yes", "HostName=\(Self.word(address))"]
    if !hasPort, let port = settings[.port] { options.append("Port=\(port.text)") }
    if user == nil, let user = settings[.user] { options.append("User=\(Self.word(user.text))") }
    options += try Self.files(SSHPaths(settings, tokens, environment), settings, environment)
    if let before { options.append("ProxyCommand=\(before)") }
    let config = machine.hasFile(environment.userConfig) ? environment.userConfig : "none"
    let arguments = ["ssh", "-F", config] + options.flatMap { ["-o", $0] }
    return Self.withoutTokens(Command(arguments).shellText) + " -W '[%h]:%p' " + shellWord(destination)
  }

  private static func files(
    _ paths: SSHPaths, _ settings: SSHSettings, _ environment: SSHEnvironment
  ) throws(FileProblem) -> [String] {
    let knownHosts = (try paths.namedKnownHosts ?? environment.userKnownHosts).map(word).joined(separator: " ")
    var options = ["UserKnownHostsFile=\(knownHosts)"]
    options += (try paths.identities ?? environment.usualKeys).map { "IdentityFile=\(word($0))" }
    options += (try paths.certificates).map { "CertificateFile=\(word($0))" }
    if settings[.identityagent] != nil {
      options.append("IdentityAgent=\((try paths.agentSocket).map(word) ?? "none")")
    }
    return options
  }

  /// A word of ssh_config(5): quotes are for ssh(1).
  private static func word(_ text: String) -> String {
    let text = withoutTokens(text)
    return text.contains(where: \.isWhitespace) ? "\"\(text)\"" : text
  }

  /// The same text once tokens have been replaced.
  private static func withoutTokens(_ text: String) -> String {
    text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }
}
