/// A real ssh-agent.
final class RealAgent: Sendable {
  let socket: String
  private let daemon: Daemon
  private let folder: TemporaryFolder

  /// Starts an agent and has it hold these keys.
  init(holding keys: [String]) throws {
    folder = try TemporaryFolder()
    socket = folder.path("socket")
    daemon = try Daemon(
      Program.sshAgent.path, ["-s", "-D", "-a", socket], readyAfter: "SSH_AUTH_SOCK=\(socket)", times: 1)
    for key in keys { try Program.sshAdd.run(["-q", key], environment: ["SSH_AUTH_SOCK": socket]) }
  }
}
