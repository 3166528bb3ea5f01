import Glibc

/// What SSH finds on the controller's machine; the tests have folders of their own.
package struct SSHEnvironment: Sendable {
  /// The folder that `~` stands for.
  package var home: String
  /// The login name on this machine, and on the hosts where nothing else is said.
  package var user: String
  package var userConfig: String
  package var systemConfig: String
  /// In the order in which they are looked at.
  package var knownHosts: [String]
  /// The socket of ssh-agent(1), if there is one.
  package var agentSocket: String?

  package init(home: String, user: String, systemFolder: String = "/etc/ssh", agentSocket: String?) {
    self.home = home
    self.user = user
    userConfig = "\(home)/.ssh/config"
    systemConfig = "\(systemFolder)/ssh_config"
    // ssh_config(5), UserKnownHostsFile and GlobalKnownHostsFile.
    knownHosts = ["\(home)/.ssh", systemFolder].flatMap { folder in
      let name = folder == systemFolder ? "ssh_known_hosts" : "known_hosts"
      return ["\(folder)/\(name)", "\(folder)/\(name)2"]
    }
    self.agentSocket = agentSocket
  }

  /// The files of whoever runs this: the home folder is the one of passwd(5), as for ssh(1), and not `$HOME`.
  package static var live: SSHEnvironment {
    let agent = variable("SSH_AUTH_SOCK")
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1 << 14)
    guard getpwuid_r(getuid(), &entry, &buffer, buffer.count, &found) == 0, let found else {
      return SSHEnvironment(home: variable("HOME") ?? "/", user: variable("USER") ?? "root", agentSocket: agent)
    }
    return SSHEnvironment(
      home: String(cString: found.pointee.pw_dir), user: String(cString: found.pointee.pw_name), agentSocket: agent)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
