import Model

/// The ssh_config(5) files, read once per run: the user's first, then the system's.
///
/// culvert reads them itself, because libssh 0.10's reader answers wrongly for common files: after a `HostName` it
/// compares the `Host` lines that follow with the new name, and of several `IdentityFile` lines it gives back the last.
/// The tests hold this reader against `ssh -G`.
struct SSHConfig: Sendable {
  private let statements: [SSHConfigStatement]

  init(statements: [SSHConfigStatement] = []) { self.statements = statements }

  /// Reads the files; one that does not exist is empty.
  init(of environment: SSHEnvironment) throws(FileProblem) {
    let user = SSHConfigReader(home: environment.home, folder: "\(environment.home)/.ssh")
    let system = SSHConfigReader(home: environment.home, folder: environment.systemFolder)
    let ofUser = try user.read(environment.userConfig)
    statements = [.include(ofUser), .include(try system.read(environment.systemConfig))]
  }

  /// What the files say about a host, which is named as it was given.
  ///
  /// `user` is the login name if it is settled before the files are asked, `localUser` the one on this machine.
  func settings(for host: String, user: String?, localUser: String) throws(FileProblem) -> SSHSettings {
    var lookup = SSHConfigLookup(original: host, user: user, localUser: localUser)
    try lookup.apply(statements)
    if lookup.wantsSecondPass {
      try lookup.beginSecondPass()
      try lookup.apply(statements)
    }
    return lookup.settings
  }
}
