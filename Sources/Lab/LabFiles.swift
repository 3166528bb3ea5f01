import Foundation

/// The files of a lab, in its own tmpfs.
///
/// Inside the lab's mount namespace they are at `root`; from outside the same files are reached through the supervisor.
struct LabFiles: Sendable {
  /// The same in every lab, since no two see each other's mounts.
  static let root = "/run/culvert-lab"
  static let home = root + "/home"
  static let key = home + "/.ssh/id_ed25519"
  static let knownHosts = home + "/.ssh/known_hosts"
  static let sshConfig = home + "/.ssh/config"

  /// Process id of the supervisor, outside.
  let supervisor: pid_t

  /// The outside path of a path inside.
  func outside(_ path: String) -> String { "/proc/\(supervisor)/root" + path }

  func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: outside(path))), as: UTF8.self)
  }

  func write(_ text: some StringProtocol, to path: String) throws {
    let directory = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try FileManager.default.createDirectory(atPath: outside(directory), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: outside(path)))
  }

  /// A file of a guest: conf, console, boots, state.
  static func guest(_ host: String, _ file: String) -> String { "\(root)/room/guests/\(host)/\(file)" }

  /// Writes everything the supervisor reads.
  func populate(_ spec: LabSpec) throws {
    let plan = AddressPlan(spec)
    let network = NetworkScript(plan: plan)
    for (name, bytes) in Self.scripts {
      try write(String(decoding: bytes, as: UTF8.self), to: "\(Self.root)/bin/\(name)")
    }
    try write(network.router, to: Self.root + "/router.ip")
    try write(network.client, to: Self.root + "/client.ip")
    try write(plan.hosts, to: Self.root + "/hosts")
    try write(Self.sshOptions, to: Self.sshConfig)
    try write(String(decoding: JSONEncoder().encode(spec), as: UTF8.self), to: Self.root + "/spec.json")
    for (index, pair) in zip(spec.guests, plan.places).enumerated() {
      try write(Self.conf(pair.0, pair.1, index), to: Self.guest(pair.0.name, "conf"))
      try write("0\n", to: Self.guest(pair.0.name, "boots"))
      try write("off\n", to: Self.guest(pair.0.name, "state"))
    }
  }

  private static func conf(_ guest: GuestSpec, _ place: AddressPlan.Place, _ index: Int) -> String {
    """
    NAME=\(guest.name)
    INDEX=\(index)
    INIT=\(guest.initStyle.rawValue)
    SYSTEM=\(guest.system.rawValue)
    WEB=\(guest.role == .realserver ? "yes" : "no")
    MEMORY=\(guest.memory)
    ADDRESS=\(place.address)/24
    GATEWAY=\(place.gateway)
    MAC=\(place.mac)

    """
  }

  /// Only the lab's key and host keys count, and the key exchange is the one that is cheap for a slow guest.
  private static let sshOptions = """
    Host *
      User root
      IdentityFile \(key)
      IdentitiesOnly yes
      UserKnownHostsFile \(knownHosts)
      GlobalKnownHostsFile /dev/null
      StrictHostKeyChecking yes
      BatchMode yes
      ConnectTimeout 5
      ServerAliveInterval 5
      LogLevel ERROR
      KexAlgorithms curve25519-sha256

    """
}
