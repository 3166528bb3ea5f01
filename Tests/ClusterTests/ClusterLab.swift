import Foundation
import Lab
import TestSupport
import Testing

/// Everything that needs real kernels under culvert, one after the other on one lab.
///
/// `.ci/test` runs a core of it, a test of each kind at least; `.ci/all` runs the whole.
@Suite(.serialized, .needsLab, .notForever)
enum ClusterTests {}

extension ClusterTests {
  /// How long a lab lives at most: `.ci/faults` takes hours, and so does `.ci/all`.
  static let labSeconds =
    TestScope.isWhole || ProcessInfo.processInfo.environment["CULVERT_FAULTS"] != nil ? 12 * 3600 : 3600
}

/// A lab with culvert's program and an inventory in it.
struct ClusterLab: Sendable {
  let lab: Lab
  /// Whether its hosts are so many for this machine that an operator would give them more time.
  var isSlow = false

  var hosts: [String] { lab.spec.guests.map(\.name) }

  private static let starting = Task {
    try await Lab.up(LabSpec(name: "cluster\(getpid())", ttl: ClusterTests.labSeconds)) { print($0) }
  }

  /// The lab that the tests of this suite share.
  static var shared: ClusterLab {
    get async throws { ClusterLab(lab: try await starting.value) }
  }

  // MARK: - culvert

  /// culvert, built beside the test bundle.
  static let program: String = {
    let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let beside = own.deletingLastPathComponent().appending(path: "culvert").path
    guard FileManager.default.isExecutableFile(atPath: beside) else {
      let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
      return URL(filePath: link).deletingLastPathComponent().appending(path: "culvert").path
    }
    return beside
  }()

  /// Runs culvert where the controller is, with the lab's inventory.
  func culvert(
    _ verb: String, _ arguments: String..., inventory: String = "culvert.yml", timeout: Duration = .seconds(180)
  ) async throws -> ProcessOutput {
    let words = words(verb, inventory, arguments)
    let start = ContinuousClock.now
    let output = try await lab.controller(words, timeout: isSlow ? .seconds(600) : timeout)
    print(
      "$ culvert \(verb) \(arguments.joined(separator: " ")) → \(output.status) after \(ContinuousClock.now - start)")
    return output
  }

  /// Starts culvert and does not wait.
  func startCulvert(_ verb: String, _ arguments: String..., inventory: String = "culvert.yml") throws -> RunningProcess
  {
    try lab.startController(words(verb, inventory, arguments))
  }

  private func words(_ verb: String, _ inventory: String, _ arguments: [String]) -> [String] {
    var words = [Self.program, verb, "--inventory", inventory] + arguments
    if isSlow, ["up", "down", "rollback"].contains(verb), !arguments.contains("--deadline") {
      words += ["--deadline", "180"]
    }
    return words
  }

  /// The cluster of most tests: one service on both realservers.
  var inventory: Inventory { Inventory(vip: lab.vip) }

  func write(_ inventory: Inventory, to name: String = "culvert.yml") throws {
    try lab.writeFile(name, inventory.text)
  }

  /// A cluster that is up and as the standard inventory wants it.
  static func up() async throws -> ClusterLab {
    let cluster = try await shared
    try cluster.write(cluster.inventory)
    let output = try await cluster.culvert("up", "--yes")
    try #require(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
    return cluster
  }

  /// Hosts on which nothing of culvert's is left, not even its history.
  static func bare() async throws -> ClusterLab {
    let cluster = try await shared
    try cluster.write(cluster.inventory)
    let output = try await cluster.culvert("down", "--yes", "--purge")
    try #require(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
    return cluster
  }

  // MARK: - The hosts, seen with other eyes than culvert's

  @discardableResult
  func on(_ host: String, _ command: String) async throws -> ProcessOutput {
    let output = try await lab.exec(host, command)
    #expect(output.succeeded, Comment(rawValue: "\(host)# \(command)\n\(output.stdout)\(output.stderr)"))
    return output
  }

  /// Runs a script with the tools of the Linux that carries a host with another system's face.
  @discardableResult
  func underneath(_ host: String, _ script: String) async throws -> ProcessOutput {
    let linux = "/boot/culvert-lab/linux"
    let script = "PATH=\(linux)/bin:\(linux)/sbin\n" + script.replacing(" /proc/", with: " \(linux)/proc/")
    let output = try await lab.exec(host, "\(linux)/bin/bash -s", input: script)
    #expect(output.succeeded, Comment(rawValue: "\(host)# \(script)\n\(output.stdout)\(output.stderr)"))
    return output
  }

  /// What the kernel has and what is on the disk, in the words of the host's own tools.
  func snapshot(_ host: String) async throws -> Snapshot {
    let isLinux = try lab.spec.guest(host).system == .linux
    let live = isLinux ? Snapshot.liveCommand + "\n" + Snapshot.processesCommand : Snapshot.liveCommand
    let script = "\(live)\necho \(Snapshot.border)\n\(Snapshot.filesCommand)"
    let output = try await isLinux ? on(host, script) : underneath(host, script)
    let parts = output.stdout.split(separator: Snapshot.border + "\n", omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    return Snapshot(live: String(parts[0]), files: String(parts[1]))
  }

  /// Those of all hosts.
  func snapshots() async throws -> [String: Snapshot] {
    try await withThrowingTaskGroup(of: (String, Snapshot).self) { group in
      for host in hosts { group.addTask { (host, try await snapshot(host)) } }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  /// Asks the VIP that many times, each time over a connection of its own.
  /// - Returns: How often each realserver answered; what is missing failed.
  func ask(_ times: Int, vip: String? = nil) async throws -> [String: Int] {
    let url = "http://\(vip ?? lab.vip)/"
    let loop = "for i in $(seq \(times)); do curl -s -m 5 \(url) || echo failed; done"
    let output = try await lab.client(["sh", "-c", loop], timeout: .seconds(120))
    return output.stdout.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
  }

  /// A download that goes on, through this realserver.
  func slowDownload(through host: String, bytesPerSecond: Int) async throws -> RunningProcess {
    let address = try lab.address(of: host)
    while true {
      // Its own: an entry of an earlier download may still be in the table.
      let port = String(Int.random(in: 20_000..<30_000))
      let download = try lab.startClient([
        "curl", "-s", "--local-port", port, "--limit-rate", String(bytesPerSecond), "-o", "/dev/null", "-w",
        "%{size_download}\n",
        "http://\(lab.vip)/big",
      ])
      // It is in the director's table as soon as the first packet has passed.
      var entry = ""
      while !entry.contains("ESTABLISHED") {
        entry = try await on("lb1", "ipvsadm -Lnc | grep ':\(port) .*' | grep ESTABLISHED || true").stdout
      }
      if entry.contains(address) { return download }
      await download.terminate()
      _ = await download.wait()
      try await on("lb1", "while ipvsadm -Lnc | grep -q ESTABLISHED; do sleep 0.1; done")
    }
  }
}

/// An inventory for the lab's hosts.
struct Inventory {
  var vip: String
  var scheduler = "wlc"
  var weights = ["web1": 1, "web2": 1]
  var forwards = true
  var more = ""

  var text: String {
    """
    culvert: 1
    hosts:
      lb1: { address: 198.18.0.11 }
      web1: { address: 198.18.1.21 }
      web2: { address: 198.18.2.22, ssh: { user: admin }, become: sudo }
    directors:
      - { host: lb1, ip_forward: \(forwards) }
    services:
      web:
        vip: \(vip)
        port: 80
        scheduler: \(scheduler)
        realservers:
    \(weights.sorted { $0.key < $1.key }.map { "      \($0.key): { weight: \($0.value) }" }.joined(separator: "\n"))
    \(more)
    """
  }
}

/// A host's state in the words of its own tools.
struct Snapshot: Equatable {
  let live: String
  let files: String

  /// Between the two.
  static let border = "== files"

  /// Without what a loaded module brings (tunl0, the schedulers) and what counts or moves.
  static let liveCommand = """
    export LC_ALL=C
    ip -o link show | grep -v ': tunl0@' | sed -e 's/^[0-9]*: //'
    ip -o -4 addr show | sed -e 's/^[0-9]*: //' -e 's/\\\\.*//'
    ip tunnel show | grep -v '^tunl0:'
    ip -4 route show table all | grep -v ' dev tunl0'
    if [ -e /proc/net/ip_vs ]; then ipvsadm -Sn; ipvsadm -Ln --thresholds | awk 'NR > 3 { print $1, $2, $3, $4 }'; fi
    grep -r . /proc/sys/net/ipv4/conf /proc/sys/net/ipv4/ip_forward | grep -v /tunl0/ | sort
    grep -s -H 1 /proc/sys/net/ipv4/vs/expire_nodest_conn || true
    """

  /// Without what the system's own timers start, nor the helper that the kernel starts with the first use of iptables.
  static let processesCommand = """
    ps -e -o args= | grep -v -e '^\\[' -e '^ps ' -e '^systemd-tmpfiles' -e '^bpfilter_umh' -e sshd -e httpd -e '^sh -c' -e '^bash' -e '^grep' -e '^sort' | sort -u
    """

  /// Every file of the host's own disk: its mode, owner, and bytes or link.
  static let filesCommand = """
    export LC_ALL=C
    cd / && find . -xdev \\( -path ./var/log -o -path ./var/svc/log -o -path ./var/lib/culvert \\
      -o -path ./var/db/culvert -o -path ./var/opt/culvert -o -path ./lab -o -path ./run -o -path ./tmp \\
      -o -path ./var/tmp -o -path ./var/lib/systemd -o -path ./root/.cache \\) -prune \\
      -o \\( -type f -o -type l -o -type d \\) -printf '%p %M %u %g %l\\n' | sort
    find ./etc -xdev -type f -exec sha256sum {} + | sort -k2
    """
}
