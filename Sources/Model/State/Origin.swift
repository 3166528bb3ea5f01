/// Which inventory the resources of a host come from, as the host's record tells it.
package struct Origin: Hashable, Codable, Sendable {
  /// The inventory's `cluster:`; nil where it has none.
  package var cluster: ClusterName?
  /// The inventory's file, absolute, on the machine of `owner`.
  package var file: String
  /// Who wrote the record last, as `user@machine`.
  package var owner: String
  /// Since when the cluster has had the host: seconds since 1970 by the clock of the controller that brought it there.
  package var since: Int

  package init(cluster: ClusterName?, file: String, owner: String, since: Int) {
    self.cluster = cluster
    self.file = file
    self.owner = owner
    self.since = since
  }

  /// The machine that the file is on.
  private var machine: Substring { owner.split(separator: "@", maxSplits: 1).last ?? "" }

  /// Whether both are one file of one machine.
  package func isSameFile(as other: Origin) -> Bool {
    file == other.file && machine == other.machine && file != Self.standardInput
  }

  /// An inventory that came through a pipe, and may be any.
  package static let standardInput = "-"
}

/// How to reach a host that has been joined to this one, also where the inventory no longer names it.
package struct PeerHost: Hashable, Codable, Sendable {
  package var address: IPAddress
  package var system: OperatingSystem
  package var become: Become
  /// Where to log in.
  package var login: SSHAddress
  package var port: Port?
  package var user: UserName?
  /// When the inventory was found without it, in seconds since 1970; nil while it names it.
  package var until: Int?

  package init(
    address: IPAddress, system: OperatingSystem, become: Become, login: SSHAddress, port: Port? = nil,
    user: UserName? = nil, until: Int? = nil
  ) {
    self.address = address
    self.system = system
    self.become = become
    self.login = login
    self.port = port
    self.user = user
    self.until = until
  }

  package init(_ host: Host) {
    self.init(
      address: host.address, system: host.system, become: host.become, login: host.ssh.address, port: host.ssh.port,
      user: host.ssh.user)
  }
}
