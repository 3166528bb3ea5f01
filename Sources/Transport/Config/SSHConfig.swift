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
    let user = SSHConfigReader(environment: environment, folder: "\(environment.home)/.ssh")
    let system = SSHConfigReader(environment: environment, folder: environment.systemFolder)
    let ofUser = try user.read(environment.userConfig, isChecked: true)
    // ssh(1) does not check the file that is the administrator's.
    statements = [.include(ofUser), .include(try system.read(environment.systemConfig, isChecked: false))]
  }

  /// What the files say about a host, which is named as it was given.
  ///
  /// `user` is the login name if it is settled before the files are asked.
  func settings(
    for host: String, user: String?, environment: SSHEnvironment, machine: LocalMachine
  ) throws(FileProblem) -> SSHSettings {
    var lookup = SSHConfigLookup(original: host, user: user, environment: environment, machine: machine)
    try lookup.apply(statements)
    let canonicalizes = try Canonicalization(lookup.settings)
    let name = try canonicalizes.name(for: try lookup.hostName(), on: machine)
    lookup.setHostName(name)
    if lookup.wantsSecondPass || canonicalizes.isAsked {
      try lookup.beginSecondPass()
      try lookup.apply(statements)
    }
    try lookup.settings.requireNoRefusal()
    return lookup.settings
  }
}
