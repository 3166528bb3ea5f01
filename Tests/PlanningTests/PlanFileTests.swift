import Foundation
import Model
import Planning
import Testing

@testable import culvert

/// A plan on its way through a file.
@Suite struct PlanFileTests {
  static let hosts = Set(Universe.hosts)

  @Test func `a plan comes back from its file as it was`() throws {
    for seed in UInt64(0)..<100 {
      let file = Self.file(seed)
      let read = try PlanFile(Array(file.encoded()), hosts: Self.hosts)
      try #require(read == file, "seed \(seed)")
    }
  }

  @Test func `a file of another form is refused with both numbers`() throws {
    var file = Self.file(1)
    file.version = 2
    let bytes = Array(try file.encoded())
    #expect(throws: PlanFileError.version(2)) { try PlanFile(bytes, hosts: Self.hosts) }
    #expect(PlanFileError.version(2).description == "it has form 2, this culvert reads 4")
  }

  @Test func `a file of another form is told by its number even where all else of it is unknown`() {
    let bytes = Array(#"{ "version": 7, "culvert": "9.0", "steps": "all different" }"#.utf8)
    #expect(throws: PlanFileError.version(7)) { try PlanFile(bytes, hosts: Self.hosts) }
  }

  @Test func `a file of another culvert is refused`() throws {
    var file = Self.file(1)
    file.culvert = "0.0.9"
    let bytes = Array(try file.encoded())
    #expect(throws: PlanFileError.otherCulvert("0.0.9", this: Version.current)) {
      try PlanFile(bytes, hosts: Self.hosts)
    }
  }

  @Test func `a plan for hosts that the inventory has no more is refused, and they are named`() throws {
    let bytes = Array(try Self.file(1).encoded())
    #expect(throws: PlanFileError.unknownHosts([Universe.hosts[1]])) {
      try PlanFile(bytes, hosts: [Universe.hosts[0]])
    }
  }

  @Test func `a file that was cut short anywhere is refused`() throws {
    let bytes = Array(try Self.file(1).encoded())
    for length in Array(stride(from: 0, to: bytes.count, by: max(1, bytes.count / 200))) + [bytes.count - 1] {
      do {
        _ = try PlanFile(Array(bytes.prefix(length)), hosts: Self.hosts)
        Issue.record("\(length) of \(bytes.count) bytes were taken")
      } catch { #expect(Self.isNotAPlan(error), "\(length) of \(bytes.count) bytes: \(error)") }
    }
  }

  @Test(arguments: ["", "{}", "[]", "null", "hosts: 1", #"{"version":1}"#, #"{"version":"1","culvert":"0.1.0"}"#])
  func `what is no plan is refused as such`(text: String) {
    do {
      _ = try PlanFile(Array(text.utf8), hosts: Self.hosts)
      Issue.record("it was taken")
    } catch { #expect(Self.isNotAPlan(error)) }
  }

  @Test(arguments: [
    ("\"lvs-lb1\"", "\"lvs lb1\""),
    ("\"isUp\" : true", "\"isUp\" : 3"), ("198.51.101.21", "198.51.101.256"),
    ("\"prefixLength\" : 32", "\"prefixLength\" : 33"), ("\"prefixLength\" : 32", "\"prefixLength\" : -1"),
    ("\"bits\" : 420", "\"bits\" : 4096"),
  ])
  func `a value that its type refuses makes the whole file no plan`(value: String, broken: String) throws {
    let text = String(decoding: try Self.simple.encoded(), as: UTF8.self)
    try #require(text.contains(value))
    do {
      _ = try PlanFile(Array(text.replacing(value, with: broken).utf8), hosts: Self.hosts)
      Issue.record("\(broken) was taken")
    } catch { #expect(Self.isNotAPlan(error)) }
  }

  /// A step more, such as a command of a change that is not shown.
  @Test func `the order of execution is not what the file says, but follows from what differs`() throws {
    let text = String(decoding: try Self.simple.encoded(), as: UTF8.self)
    #expect(!text.contains("schedule"))
    let step = #"{ "change" : { "setting" : { "_0" : "net/ipv4/ip_forward", "_1" : { "to" : "1" } } }, "phase" : 1 }"#
    let more = text.replacing("\"changes\" :", with: "\"schedule\" : [ \(step) ], \"changes\" :")
    #expect(more != text)
    #expect(try PlanFile(Array(more.utf8), hosts: Self.hosts) == Self.simple)
  }

  @Test func `keys that this form does not have change nothing of the plan`() throws {
    let text = String(decoding: try Self.simple.encoded(), as: UTF8.self)
    let more = text.replacing("\"adopts\" :", with: "\"comment\" : \"by hand\", \"adopts\" :")
    #expect(more != text)
    #expect(try PlanFile(Array(more.utf8), hosts: Self.hosts) == Self.simple)
  }

  private static func isNotAPlan(_ error: any Error) -> Bool {
    if case PlanFileError.notAPlan = error { true } else { false }
  }

  private static let simple: PlanFile = {
    var to = HostState()
    to.live.tunnels[Universe.tunnels[0]] = Tunnel(
      encapsulation: .ipip, local: Universe.realservers[0], remote: nil, isUp: true,
      addresses: [InnerAddress(Universe.vips[0])])
    to.boot.files[Universe.paths[0]] = .regular(content: [10], mode: .plain)
    return PlanFile(
      culvert: Version.current, adopts: true, skipped: [],
      plans: [HostPlan(host: Universe.hosts[0], from: HostState(), to: to)])
  }()

  private static func file(_ seed: UInt64) -> PlanFile {
    let pairs = [seed * 2, seed * 2 + 1].map(ChangesTests.pair)
    return PlanFile(
      culvert: Version.current, adopts: seed.isMultiple(of: 2),
      skipped: seed.isMultiple(of: 3) ? [SkippedHost(host: Universe.hosts[1], reason: "cannot connect")] : [],
      plans: zip(Universe.hosts, pairs).map { HostPlan(host: $0, from: $1.0, to: $1.1) })
  }
}
