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
  /// Whether ssh(1), started by itself, would find the same user's files.
  private var isOfUser = false

  package init(home: String, user: String, systemFolder: String = "/etc/ssh", agentSocket: String?) {
    self.home = home
    self.user = user
    self.systemFolder = systemFolder
    self.agentSocket = agentSocket
  }

  package var userConfig: String { "\(home)/.ssh/config" }

  package var systemConfig: String { "\(systemFolder)/ssh_config" }

  /// The files of ssh_config(5), UserKnownHostsFile and GlobalKnownHostsFile; new keys are recorded in the first.
  package var knownHosts: [String] {
    [
      "\(home)/.ssh/known_hosts", "\(home)/.ssh/known_hosts2", "\(systemFolder)/ssh_known_hosts",
      "\(systemFolder)/ssh_known_hosts2",
    ]
  }

  /// What to tell ssh(1) for it to read the same user's file.
  var configOption: [String] { isOfUser ? [] : ["-F", userConfig] }

  /// The files of whoever runs this.
  ///
  /// The home folder is `$HOME`, and that of passwd(5) only where it is not set; ssh(1) itself looks at passwd(5) alone.
  package static var live: SSHEnvironment {
    let agent = variable("SSH_AUTH_SOCK")
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, let found else {
      return SSHEnvironment(home: variable("HOME") ?? "/", user: variable("USER") ?? "root", agentSocket: agent)
    }
    var environment = SSHEnvironment(
      home: variable("HOME") ?? String(cString: found.pointee.pw_dir), user: String(cString: found.pointee.pw_name),
      agentSocket: agent)
    environment.isOfUser = true
    return environment
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
