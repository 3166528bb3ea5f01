import ArgumentParser
import Foundation
import Lab

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what culvert does, on a lab of its own.",
    discussion: """
      The cluster of inventory/seed.yml: starts a Linux director, a FreeBSD and a Solaris realserver and a client; \
      brings the cluster up with culvert, asks it, breaks it by hand, finds and mends what is broken, restarts the \
      realservers, and takes everything down again. Each command is shown before it runs. When it ends, also by \
      ctrl-C or kill -9, nothing is left of it.

      FreeBSD and Solaris are played: a Linux kernel carries the packets, and whoever logs in gets that system's \
      commands, their output, their errors, and its way of booting.
      """)

  func run() async throws {
    let culvert = try Self.culvert()
    Self.show(
      "# A lab: a Linux director, a FreeBSD 13.2 and a Solaris 10 (played by Linux kernels), a client, a router.")
    Self.show("$ culvert-lab up")
    var spec = LabSpec.seed
    (spec.name, spec.ttl) = ("demo\(getpid())", 900)
    let lab = try await Lab.up(spec) { Self.show("  " + $0) }
    do {
      try await DemoStory(lab: lab, culvert: culvert).tell()
    } catch {
      await lab.down()
      throw error
    }
    await lab.down()
    Self.show("# The lab is gone, and nothing is left of it.")
  }

  /// Prints a line at once, also into a pipe.
  @Sendable static func show(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// The program beside this one.
  private static func culvert() throws -> URL {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let culvert = URL(filePath: own).deletingLastPathComponent().appending(path: "culvert")
    guard FileManager.default.isExecutableFile(atPath: culvert.path) else {
      throw ValidationError("there is no \(culvert.path): build it with: swift build")
    }
    return culvert
  }
}

/// What `culvert-lab demo` tells.
private struct DemoStory {
  let lab: Lab
  let story: Scenario
  private let path: String

  init(lab: Lab, culvert: URL) {
    self.lab = lab
    story = Scenario(lab, show: Demo.show)
    path = culvert.deletingLastPathComponent().path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
  }

  func tell() async throws {
    try await bringUp()
    try await breakAndMend()
    try await restart()
    try await takeDown()
  }

  private func bringUp() async throws {
    try lab.writeFile("culvert.yml", inventory())
    story.say("The inventory: what there should be.")
    try await story.controller(["cat", "culvert.yml"])
    story.say("One command brings the cluster up.")
    try await culvert("up", "--yes")
    story.say("What somebody typed on every box in 2006.")
    try await story.on("freebsd", "ifconfig gif0; grep gif /etc/rc.conf")
    try await story.on("solaris", "ifconfig ip.tun0; cat /etc/hostname.ip.tun0")
    try await ask()
    story.say("The director sees the requests only: the realservers answer the client directly, so OutPkts is 0.")
    try await story.on("director", "sleep 2; ipvsadm -Ln --stats")
  }

  private func breakAndMend() async throws {
    story.say("Somebody takes tunnels away by hand.")
    try await story.on("freebsd", "ifconfig gif0 destroy")
    try await story.on("solaris", "ifconfig ip.tun0 unplumb")
    story.say("culvert says what is not as it should be; the exit status is 2.")
    try await culvert("drift", expecting: 2)
    story.say("The command that brought the cluster up mends it, and changes nothing else.")
    try await culvert("up", "--yes")
    try await ask()
  }

  private func restart() async throws {
    story.say("The realservers restart, and come back by themselves.")
    for host in ["freebsd", "solaris"] {
      Demo.show("$ culvert-lab reboot \(host)")
      try await lab.reboot(host)
    }
    try await culvert("drift")
    try await ask()
  }

  private func takeDown() async throws {
    story.say("Down again: every host is as it was, but for the history.")
    try await culvert("down", "--yes")
    try await story.on("director", "ipvsadm -Sn; ls /etc/culvert", expecting: 2)
    try await story.on("freebsd", "ifconfig gif0", expecting: 1)
    try await story.on("solaris", "ifconfig ip.tun0", expecting: 1)
    try await culvert("history")
  }

  private func ask() async throws {
    story.say("Twenty requests of the client, and who answered them.")
    try await story.client(shell: "for i in $(seq 20); do curl -sS -m 5 http://\(lab.vip)/; done | sort | uniq -c")
  }

  private func culvert(_ arguments: String..., expecting status: Int32 = 0) async throws {
    try await story.controller(["culvert"] + arguments, environment: ["PATH": path], expecting: status)
  }

  /// `inventory/seed.yml` with the lab's addresses.
  private func inventory() throws -> String {
    """
    culvert: 1

    hosts:
      director: { address: \(try lab.address(of: "director")) }
      freebsd: { address: \(try lab.address(of: "freebsd")), os: freebsd }
      solaris: { address: \(try lab.address(of: "solaris")), os: solaris }

    directors: [director]

    services:
      www:
        vip: \(lab.vip)
        port: 80
        scheduler: wlc
        realservers: { freebsd: , solaris: }

    """
  }
}
