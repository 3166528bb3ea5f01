import Foundation
import Model
import Planning

/// The files of a fleet: what its sshd reads, and the home of whoever measures.
struct FleetFolder: Sendable {
  let path: String
  /// Keys and known_hosts of SSH, `culvert.yml`, and the hosts for the peers: `hosts`, `hosts.py`, `errands.py`,
  /// `errands.json`.
  var home: String { path + "/home" }

  init(_ plan: FleetPlan) throws {
    path = FileManager.default.temporaryDirectory.appending(component: "culvert-bench-\(UUID().uuidString)").path
    do { try populate(plan) } catch {
      remove()
      throw error
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private func populate(_ plan: FleetPlan) throws {
    for name in ["hosts", "home/.ssh"] { try makeFolder(name) }
    try makeKey("host_key")
    try makeKey("home/.ssh/id_ed25519")
    let addresses = plan.cluster.hosts.map(\.address.text)
    let hostKey = try String(contentsOfFile: path + "/host_key.pub", encoding: .utf8)
    try write(addresses.map { "\($0) \(hostKey)" }.joined(), "home/.ssh/known_hosts")
    try write(sshConfiguration, "home/ssh_config")
    try write(plan.inventory, "home/culvert.yml")
    try write(addresses.map { $0 + "\n" }.joined(), "home/hosts")
    try write("fleet = \(addresses)\n", "home/hosts.py")
    try write("root:*:::::::\nsshd:*:::::::\n", "shadow")
    try write("root:x:0:0:root:\(home):/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n", "passwd")
    try write(PackageResources.start_sh, "start")
    switch plan.kind {
    case .answering: try addAnswers(plan.cluster)
    case .working: try addErrands(plan.cluster)
    }
    try write(serverConfiguration(plan.kind == .answering ? "respond" : "enter"), "sshd_config")
  }

  private func addAnswers(_ cluster: Cluster) throws {
    try write(PackageResources.respond_sh, "respond")
    let answers = try FleetAnswers(.up)
    for host in cluster.hosts {
      try write(try answers.answer(of: host, in: cluster).shellText, "hosts/\(host.address.text)")
    }
  }

  private func addErrands(_ cluster: Cluster) throws {
    for (name, bytes) in [
      ("enter", PackageResources.enter_sh), ("furnish", PackageResources.furnish_sh), ("ip", PackageResources.ip_sh),
      ("check", PackageResources.check_sh), ("home/bring-up.py", PackageResources.bring_up_py),
      ("home/bring-up.yml", PackageResources.bring_up_yml),
    ] { try write(bytes, name) }
    let intents = Intents(of: cluster)
    let errands = try cluster.hosts.map { host in
      let folder = "errands/\(host.address.text)"
      try makeFolder(folder)
      let errand = try Errand(host, intents.intent(for: host), folder: "\(path)/\(folder)")
      try write(errand.check, "\(folder)/check")
      return errand
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    // What JSON says of texts and lists, Python says too.
    let pairs = try errands.map { "('\($0.address)', \(try json($0)))" }
    try write("fleet = [\(pairs.joined(separator: ","))]\n", "home/errands.py")
    let hosts = Dictionary(uniqueKeysWithValues: errands.map { ($0.address, $0) })
    try write(try json(["all": ["hosts": hosts]]), "home/errands.json")
  }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
  }

  private func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
  }

  private func makeKey(_ name: String) throws {
    let words = ["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(path)/\(name)"]
    let ran = try Child(words, environment: [:], output: "/dev/null").wait()
    guard ran.status == 0 else { throw BenchError("ssh-keygen ended with \(ran.status)") }
  }

  /// For ssh(1), which looks for root's files where passwd(5) says.
  private var sshConfiguration: String {
    """
    Host *
      User root
      IdentityFile \(home)/.ssh/id_ed25519
      UserKnownHostsFile \(home)/.ssh/known_hosts
      GlobalKnownHostsFile /dev/null

    """
  }

  private func serverConfiguration(_ script: String) -> String {
    """
    ListenAddress 0.0.0.0
    LogLevel VERBOSE
    HostKey \(path)/host_key
    AuthorizedKeysFile \(home)/.ssh/id_ed25519.pub
    StrictModes no
    UsePAM no
    UseDNS no
    PidFile none
    PermitRootLogin yes
    PrintMotd no
    PrintLastLog no
    MaxStartups 2000
    Subsystem sftp /usr/lib/openssh/sftp-server
    ForceCommand set -- \(shellWord(path)); . \(shellWord("\(path)/\(script)"))

    """
  }
}
