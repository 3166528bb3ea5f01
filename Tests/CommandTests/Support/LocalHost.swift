import Foundation
import Testing

@testable import Lab

/// A host on this machine: a real sshd and the real agent, in a network and with an `/etc` of their own.
///
/// culvert finds something to do there because the agent's record says that `ip_forward` and a boot file are culvert's,
/// and the inventory wants nothing: both go. A rollback brings them back.
final class LocalHost: Sendable {
  /// What is neither the host's nor the operator's: keys and passphrases, which are where they belong.
  let secrets: String
  /// What the host has, as far as it is not that of this machine.
  let host: String
  /// The operator's home folder, where culvert is started.
  let home: String
  private let folder: URL
  private let daemon: RunningProcess

  static let address = "198.51.100.10"
  static let port = 2201
  static let programs = ["/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/ssh-agent", "/usr/bin/ssh-add"]

  /// Why this machine cannot have one; nil if it can.
  static var obstacle: String? {
    if geteuid() != 0 { return "only root can make namespaces" }
    return programs.first { !FileManager.default.isExecutableFile(atPath: $0) }.map { "\($0) is missing" }
  }

  /// Starts the host; it lets in the keys whose public halves are there already.
  init(in folder: URL, authorized: String) async throws {
    self.folder = folder
    (secrets, host, home) = (folder.path + "/secrets", folder.path + "/host", folder.path + "/home")
    for name in ["host/bin", "host/state", "home/.ssh"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try write(authorized, "host/authorized_keys")
    try write(Self.refusingSudo(folder.path), "host/bin/sudo")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(host)/bin/sudo")
    try write(Self.configuration(folder.path), "host/sshd_config")
    try write(Self.script, "host/start")
    try write("culvert-ownership 1\nfile /etc/culvert/boot\nsetting net/ipv4/ip_forward 0 1\n", "host/state/ownership")
    daemon = try RunningProcess(
      ["/usr/bin/unshare", "-n", "-m", "/bin/sh", "-e", "\(host)/start", folder.path],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    let isReady = await daemon.wait(forOutput: "Server listening on", timeout: .seconds(30))
    try #require(isReady, "\(daemon.output)")
  }

  deinit { daemon.kill() }

  /// A host that lets in the one key that there is, `plain`, and an operator who knows it.
  static func withPlainKey() async throws -> LocalHost {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-local-\(UUID())")
    let secrets = folder.appending(component: "secrets").path
    try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true)
    for name in ["host", "plain"] {
      let words = ["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(secrets)/\(name)"]
      try #require(await RunningProcess(words, environment: [:]).wait().succeeded)
    }
    let host = try await LocalHost(
      in: folder, authorized: String(contentsOfFile: "\(secrets)/plain.pub", encoding: .utf8))
    try host.trust()
    return host
  }

  /// Records the host's key with the operator.
  func trust() throws {
    let key = try String(contentsOfFile: "\(secrets)/host.pub", encoding: .utf8)
    try Data("[\(Self.address)]:\(Self.port) \(key)".utf8).write(to: URL(filePath: "\(home)/.ssh/known_hosts"))
  }

  /// Ends the host, and removes all that it had.
  func tearDown() {
    daemon.kill()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs a program where the host can be reached, in the operator's home folder, with the operator's files.
  func run(
    _ command: [String], environment: [String: String] = [:], input: String? = nil
  ) async throws -> ProcessOutput {
    let inside = ["/usr/bin/nsenter", "-t", String(daemon.pid), "-n", "/usr/bin/env", "-C", home]
    let variables = ["HOME": home, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    return await (try RunningProcess(inside + command, environment: variables, input: input)).wait()
  }

  /// Lets the host's kernel refuse to change `ip_forward`, or take it again.
  func setForwarding(isWritable: Bool) async throws {
    let file = "/proc/sys/net/ipv4/ip_forward"
    let text = isWritable ? "umount \(file)" : "mount --bind \(file) \(file) && mount -o remount,bind,ro \(file)"
    let command = ["/usr/bin/nsenter", "-t", String(daemon.pid), "-n", "-m", "/bin/sh", "-c", text]
    let ran = await (try RunningProcess(command, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])).wait()
    try #require(ran.succeeded, "\(ran)")
  }

  /// What sshd has logged.
  var log: String { daemon.output.stderr }

  private static let script = """
    mkdir "$1/host/etc"
    cp -a /etc/. "$1/host/etc/"
    mount --bind "$1/host/etc" /etc
    rm -f /etc/doas.conf
    mkdir -p /etc/culvert
    printf '#!/bin/sh\\n' >/etc/culvert/boot
    chmod 755 /etc/culvert/boot
    mount -t tmpfs -o mode=755 none /run
    mkdir /run/sshd /run/culvert-state
    mount --bind "$1/host/state" /run/culvert-state
    echo test >/run/culvert-boot-id
    ip link set lo up
    ip addr add \(address)/32 dev lo
    echo 1 >/proc/sys/net/ipv4/ip_forward
    exec /usr/sbin/sshd -D -e -f "$1/host/sshd_config"

    """

  private static func configuration(_ folder: String) -> String {
    """
    Port \(port)
    ListenAddress 0.0.0.0
    LogLevel VERBOSE
    HostKey \(folder)/secrets/host
    AuthorizedKeysFile \(folder)/host/authorized_keys
    StrictModes no
    UsePAM no
    UseDNS no
    PidFile none
    PermitRootLogin yes
    SetEnv CULVERT_STATE_DIR=/run/culvert-state PATH=\(folder)/host/bin:/usr/sbin:/usr/bin:/sbin:/bin SHLVL=2

    """
  }

  /// Writes down all that it is given, and wants a password: the one in `secrets/become`, on its standard input with -S.
  private static func refusingSudo(_ folder: String) -> String {
    """
    #!/bin/sh
    { printf '%s\\n' "$@"; env; } >>'\(folder)/host/sudo.log'
    if [ "$1" = -S ]; then
      shift 3
      IFS= read -r password
      if [ "$password" = "$(cat '\(folder)/secrets/become')" ]; then unset password; exec "$@"; fi
      echo 'Sorry, try again.' >&2
      exit 1
    fi
    cat >>'\(folder)/host/sudo.log'
    echo 'sudo: a password is required' >&2
    exit 1

    """
  }
}
