import Foundation
import Glibc
import Testing

@testable import Transport

/// A real sshd on free ports of 127.0.0.1, with keys and files of its own.
final class RealServer: Sendable {
  /// Runs a command as it is.
  let port: UInt16
  /// Prints noise before it runs a command, as a profile may.
  let noisyPort: UInt16
  /// Wants a password after the key, and hears of two keys at most.
  let strictPort: UInt16
  let folder: TemporaryFolder
  private let daemon: Daemon

  /// The server of the suite that is running.
  @TaskLocal static var shared: RealServer?

  static let isInstalled = Program.sshd.isInstalled && Program.sshKeygen.isInstalled && Program.ssh.isInstalled

  static let user = NSUserName()

  init(_ options: String = "") throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    for (name, type) in Self.keys {
      let size = type == "rsa" ? "2048" : "256"
      try Program.sshKeygen.run("-q", "-t", type, "-b", size, "-N", "", "-C", name, "-f", folder.path(name))
    }
    // The same key twice, once with a passphrase.
    try folder.write(folder.read("user_plain"), to: "user_encrypted")
    try Program.sshKeygen.run("-q", "-p", "-P", "", "-N", "secret", "-f", folder.path("user_encrypted"))
    let authorized = try Self.keys.keys.filter { $0.hasPrefix("user") }.map { try folder.read("\($0).pub") }
    try folder.write(authorized.joined(), to: "authorized_keys")
    (daemon, port, noisyPort, strictPort) = try Self.start(folder, options)
  }

  /// The names and types of the keys.
  private static let keys = [
    "host_ed25519": "ed25519", "host_ecdsa": "ecdsa", "host_rsa": "rsa", "user_ed25519": "ed25519",
    "user_ecdsa": "ecdsa", "user_rsa": "rsa", "user_plain": "ed25519", "stranger1": "ed25519",
    "stranger2": "ed25519", "stranger3": "ed25519",
  ]

  /// A port that is free now may be taken when sshd asks for it; then it is another one's turn.
  private static func start(
    _ folder: TemporaryFolder, _ options: String
  ) throws -> (Daemon, UInt16, UInt16, UInt16) {
    while true {
      let sockets = try (0..<3).map { _ in try ListeningSocket() }
      let ports = sockets.map(\.port)
      sockets.forEach { $0.close() }
      let path = try folder.write(config(folder, ports, options), to: "sshd_config")
      do {
        let daemon = try Daemon(
          "/bin/sh", ["-c", command, "sh", Program.sshd.path, path], readyAfter: "Server listening on", times: 3)
        return (daemon, ports[0], ports[1], ports[2])
      } catch let error as Daemon.DidNotStart where error.output.contains("Address already in use") {
        continue
      }
    }
  }

  /// root's sshd wants /run/sshd, which only a running system has; it gets one in a mount namespace that ends with it.
  private static let command = """
    if [ "$(id -u)" != 0 ] || [ -d /run/sshd ]; then exec "$1" -D -e -f "$2"; fi
    exec unshare -m sh -c 'mount -t tmpfs -o mode=755 none /run && mkdir /run/sshd && exec "$0" -D -e -f "$1"' "$1" "$2"
    """

  private static func config(_ folder: TemporaryFolder, _ ports: [UInt16], _ options: String) -> String {
    """
    \(ports.map { "Port \($0)" }.joined(separator: "\n"))
    ListenAddress 127.0.0.1
    \(options)
    \(["ed25519", "ecdsa", "rsa"].map { "HostKey \(folder.path("host_\($0)"))" }.joined(separator: "\n"))
    AuthorizedKeysFile \(folder.path("authorized_keys"))
    StrictModes no
    UsePAM no
    UseDNS no
    PidFile none
    MaxStartups 200
    PermitRootLogin yes
    # So deep in shells, bash reads no ~/.bashrc of whoever runs the tests (bash(1), shell.c).
    SetEnv SHLVL=2
    Match LocalPort \(ports[1])
      ForceCommand echo noise; echo more noise >&2; eval "$SSH_ORIGINAL_COMMAND"
    Match LocalPort \(ports[2])
      AuthenticationMethods publickey,password
      MaxAuthTries 2

    """
  }
}

/// Starts one server for all tests of a suite, and ends it after the last.
struct RealServerTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let server = try await aside { try RealServer() }
    try await RealServer.$shared.withValue(server) { try await function() }
  }
}

extension Trait where Self == RealServerTrait {
  static var realServer: RealServerTrait { RealServerTrait() }
}
