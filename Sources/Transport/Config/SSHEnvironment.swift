import Glibc

/// What SSH finds on the controller's machine; the tests have folders of their own.
package struct SSHEnvironment: Sendable {
  /// The folder that `~` stands for.
  package var home: String
  /// The login name on this machine, and on the hosts where nothing else is said.
  package var user: String
  /// The folder of the files for all users of this machine.
  package var systemFolder: String
  /// The socket of ssh-agent(1), if there is one.
  package var agentSocket: String?
  /// What a variable holds; nil if it is not set.
  package var variable: @Sendable (String) -> String?
  /// Whether ssh(1), started by itself, would find the same user's files.
  var isOfUser = false

  package init(
    home: String, user: String, systemFolder: String = "/etc/ssh", agentSocket: String?,
    variable: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.home = home
    self.user = user
    self.systemFolder = systemFolder
    self.agentSocket = agentSocket
    self.variable = variable
  }

  package var userConfig: String { "\(home)/.ssh/config" }

  package var systemConfig: String { "\(systemFolder)/ssh_config" }

  /// The files of ssh_config(5), UserKnownHostsFile; new keys are recorded in the first.
  package var userKnownHosts: [String] { ["\(home)/.ssh/known_hosts", "\(home)/.ssh/known_hosts2"] }

  /// The files of ssh_config(5), GlobalKnownHostsFile.
  package var globalKnownHosts: [String] { ["\(systemFolder)/ssh_known_hosts", "\(systemFolder)/ssh_known_hosts2"] }

  /// The keys that are tried where no file names any.
  var usualKeys: [String] { ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" } }

  /// The files of whoever runs this.
  ///
  /// The home folder is `$HOME`, and that of passwd(5) only where it is not set; ssh(1) itself looks at passwd(5) alone.
  package static var live: SSHEnvironment {
    let read: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    func variable(_ name: String) -> String? { read(name).flatMap { $0.isEmpty ? nil : $0 } }
    let agent = variable("SSH_AUTH_SOCK")
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, let found else {
      return SSHEnvironment(
        home: variable("HOME") ?? "/", user: variable("USER") ?? "root", agentSocket: agent, variable: read)
    }
    let home = String(cString: found.pointee.pw_dir)
    var environment = SSHEnvironment(
      home: variable("HOME") ?? home, user: String(cString: found.pointee.pw_name), agentSocket: agent, variable: read)
    environment.isOfUser = environment.home == home
    return environment
  }
}
