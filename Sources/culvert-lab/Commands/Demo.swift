import ArgumentParser
import Foundation
import Lab

struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what culvert does, on a lab of its own.",
    discussion: """
      Starts a director, two realservers and a client; brings an LVS/TUN cluster up with culvert, asks it, breaks it by \
      hand, finds and mends what is broken, and takes everything down again. Each command is shown before it runs. \
      When it ends, also by ctrl-C or kill -9, nothing is left of it.
      """)

  func run() async throws {
    let culvert = try Self.culvert()
    Self.show("# A lab: a director (lb1), two realservers (web1, web2), a client, and a router between them.")
    Self.show("$ culvert-lab up")
    let lab = try await Lab.up(LabSpec(name: "demo\(getpid())", ttl: 900)) { Self.show("  " + $0) }
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
    try await takeDown()
  }

  private func bringUp() async throws {
    try lab.writeFile("culvert.yml", inventory())
    story.say("The inventory: what there should be.")
    try await story.controller(["cat", "culvert.yml"])
    story.say("One command brings the cluster up.")
    try await culvert("up", "--yes")
    try await ask()
    story.say("The director sees the requests only: the realservers answer the client directly, so OutPkts is 0.")
    try await story.on("lb1", "sleep 2; ipvsadm -Ln --stats")
  }

  private func breakAndMend() async throws {
    story.say("Somebody deletes a tunnel by hand.")
    try await story.on("web1", "ip tunnel del lvs-lb1")
    story.say("culvert says what is not as it should be; the exit status is 2.")
    try await culvert("drift", expecting: 2)
    story.say("The command that brought the cluster up mends it, and changes nothing else.")
    try await culvert("up", "--yes")
    try await culvert("drift")
    try await ask()
  }

  private func takeDown() async throws {
    story.say("Down again: every host is as it was, but for the history.")
    try await culvert("down", "--yes")
    try await story.on("lb1", "ipvsadm -Sn; ls /etc/culvert", expecting: 2)
    try await culvert("history")
  }

  private func ask() async throws {
    story.say("Twenty requests of the client, and who answered them.")
    try await story.client(shell: "for i in $(seq 20); do curl -sS -m 5 http://\(lab.vip)/; done | sort | uniq -c")
  }

  private func culvert(_ arguments: String..., expecting status: Int32 = 0) async throws {
    try await story.controller(["culvert"] + arguments, environment: ["PATH": path], expecting: status)
  }

  private func inventory() throws -> String {
    let addresses = try ["lb1", "web1", "web2"].map { host in
      "  \(host): { address: \(try lab.address(of: host)) }"
    }
    return """
      culvert: 1
      hosts:
      \(addresses.joined(separator: "\n"))
      directors: [lb1]
      services:
        web: { vip: \(lab.vip), port: 80, realservers: { web1: , web2: } }

      """
  }
}
