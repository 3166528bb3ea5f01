import Model
import Testing

@testable import Drivers

/// Why culvert must not work on a Solaris or illumos host, found before anything is changed.
@Suite struct SolarisFindingTests {
  typealias Kind = PlayedSolaris.Kind

  /// A host with one thing wrong, and what is refused.
  struct Wrong: CustomTestStringConvertible, Sendable {
    let name: String
    var kind = Kind.solaris10
    var intent = Sample.realserverIntent()
    let what: String
    let fault: Fault
    let change: @Sendable (inout Observation, inout SolarisFacts) -> Void
    var testDescription: String { name }
  }

  private func findings(_ intent: HostIntent, _ observation: Observation, _ had: Ownership = .init()) -> [Finding] {
    SolarisDriver().findings(for: intent, observation, ownership: had)
  }

  @Test(arguments: Kind.allCases) func `a clean host is not refused`(kind: Kind) throws {
    let observation = try PlayedSolaris(kind).observe()
    #expect(findings(Sample.realserverIntent(), observation) == [])
    #expect(findings(Sample.emptyIntent, observation) == [])
  }

  @Test(arguments: all) func `one thing that is wrong is one refusal, with the way out`(wrong: Wrong) throws {
    var observation = try PlayedSolaris(wrong.kind).observe()
    var facts = observation.solaris
    wrong.change(&observation, &facts)
    observation.facts = .solaris(facts)
    let findings = findings(wrong.intent, observation)
    #expect(findings.map(\.about.description) == [wrong.what])
    #expect(findings.map(\.fault) == [wrong.fault])
  }

  private static var twoDirectors: HostIntent {
    var intent = Sample.realserverIntent()
    intent.endpoints[1] = intent.endpoints[0]
    intent.endpoints[1].role = .director("lb2")
    intent.endpoints[1].remote = "198.51.100.11"
    return intent
  }

  private static func peer(_ address: IPv4Address) -> HostIntent {
    var intent = Sample.realserverIntent()
    intent.innerPeer = address
    return intent
  }

  static let all =
    [
      Wrong(name: "not root", what: "login", fault: .notRoot(.solaris), change: { $1.isRoot = false }),
      Wrong(name: "no xpg4", what: "awk", fault: .missingTool(.solaris("awk")), change: { $1.tools.remove("awk") }),
      Wrong(
        name: "no kstat", what: "kstat", fault: .missingTool(.solaris("kstat")), change: { $1.tools.remove("kstat") }),
      Wrong(
        name: "a dladm without tunnels", kind: .illumos, what: "dladm", fault: .missingTool(.solaris("dladm")),
        change: { $1.tools.remove("dladm") }),
      Wrong(
        name: "no ipadm", kind: .illumos, what: "ipadm", fault: .missingTool(.ipadm),
        change: { $1.tools.remove("create-if") }),
      Wrong(
        name: "a zone without a stack of its own", what: "zone web", fault: .sharedStack,
        change: {
          $1.zone = "web"
          $1.hasOwnStack = false
        }),
      Wrong(
        name: "SmartOS' global zone", kind: .illumos, what: "/etc", fault: .noStart(.smartOS),
        change: { $1.version = "joyent_20230309T000000Z" }),
      Wrong(
        name: "no run levels", kind: .illumos, what: "/etc/rc2.d",
        fault: .noStart(.noRunLevels(Command("mkdir", "-m", "755", "/etc/rc2.d"))),
        change: { $1.hasRunLevels = false }),
      Wrong(
        name: "strong hosts", kind: .solaris11, what: "hostmodel",
        fault: .strongHostModel(Command("ipadm", "set-prop", "-p", "hostmodel=weak", "ipv4")),
        change: { $1.hostModel = "strong" }),
      Wrong(
        name: "strict, with two directors", intent: twoDirectors, what: "ip_strict_dst_multihoming",
        fault: .strictInterfaces(
          directors: 2, Command("ndd", "-set", "/dev/ip", "ip_strict_dst_multihoming", "0"), setIn: nil),
        change: { $1.isStrict = true }),
      Wrong(
        name: "the outer address is down", what: "address 203.0.113.21", fault: .addressMissing(isUpWanted: true),
        change: { host, _ in host.live.addresses = [] }),
      Wrong(
        name: "a VIP in the LAN", what: "address 192.0.2.80",
        fault: .vipElsewhere(.init(interface: "bge0", address: .init("192.0.2.80", prefixLength: 32)), .solaris),
        change: { host, _ in
          host.live.addresses.insert(.init(interface: "bge0", address: .init("192.0.2.80", prefixLength: 32)))
        }),
      Wrong(
        name: "the peer is the director", intent: peer("198.51.100.10"), what: "inner peer 198.51.100.10",
        fault: .innerPeerInUse(nil), change: { _, _ in }),
      Wrong(
        name: "the peer is a neighbour", intent: peer("203.0.113.1"), what: "inner peer 203.0.113.1",
        fault: .innerPeerInUse("net0"), change: { _, _ in }),
    ]

  @Test func `what does no harm is not refused`() throws {
    var observation = try PlayedSolaris(.solaris10).observe()
    var facts = observation.solaris
    facts.isStrict = true
    observation.facts = .solaris(facts)
    var intent = Sample.realserverIntent()
    #expect(findings(intent, observation) == [], "strict, with one director")
    facts.hasOwnStack = false
    observation.facts = .solaris(facts)
    #expect(findings(Sample.emptyIntent, observation) == [], "nothing is wanted of the zone")
    intent.endpoints.removeAll()
    #expect(findings(intent, observation) == [])
  }

  @Test func `a director is refused: there is no ip_vs`() throws {
    let findings = findings(Sample.directorIntent(), try PlayedSolaris(.illumos).observe())
    #expect(findings.map(\.about.description) == ["director"])
  }

  // MARK: - What the host says of itself

  private func observe(_ section: String, _ text: String, on kind: Kind = .illumos) throws -> SolarisFacts {
    let sections = [
      ("system", kind.system), ("tools", kind.tools), ("interfaces", ""), ("links", ""), ("stored-links", ""),
      ("objects", ""),
    ].map { ProbeOutput.Section(name: $0.0, status: 0, text: $0.1) }
    return try SolarisDriver().observe(ProbeOutput(sections: sections).with(section, text)).solaris
  }

  @Test(arguments: [
    (Kind.solaris10, "solaris 10", SolarisDialect.classic), (.solaris11, "solaris 11.4", .modern),
    (.illumos, "illumos omnios-r151046", .modern),
  ])
  func `a release is known by its own words`(kind: Kind, release: String, dialect: SolarisDialect) throws {
    let facts = try observe("system", kind.system, on: kind)
    #expect(facts.release == release)
    #expect(facts.dialect == dialect)
  }

  @Test(arguments: [
    ("omnios-r151046", "illumos omnios-r151046"), ("joyent_20230309T000000Z", "illumos joyent_20230309T000000Z"),
    ("illumos-6f3a1b2c", "illumos illumos-6f3a1b2c"), ("11.4.0.15.0", "solaris 11.4"), ("11.1", "solaris 11.1"),
  ])
  func `who made the system is said by uname's version`(version: String, release: String) throws {
    #expect(try observe("system", "release 5.11\nversion \(version)\nuid 0\nzone global").release == release)
  }

  @Test(arguments: ["weak", "src-priority"]) func `other models of a host do no harm`(model: String) throws {
    let facts = try observe("system", "release 5.11\nuid 0\nzone global\nstack exclusive\nhostmodel \(model)")
    #expect(facts.hostModel == model)
    var observation = try PlayedSolaris(.illumos).observe()
    observation.facts = .solaris(facts)
    #expect(!findings(Sample.realserverIntent(), observation).contains { $0.about.description == "hostmodel" })
  }

  @Test func `a zone with a stack of its own is as good as the global one`() throws {
    #expect(try observe("system", "release 5.10\nuid 0\nzone web\nstack exclusive").hasOwnStack)
  }

  @Test(arguments: ["dedicated", "shared", ""]) func `a zone whose stack is not its own has none`(word: String) throws {
    let facts = try observe("system", "release 5.10\nuid 0\nzone web\nstack \(word)")
    #expect(!facts.hasOwnStack)
  }

  @Test(arguments: [
    ("system", "release 5.9"), ("system", "colour blue"), ("interfaces", "what"), ("links", "what"),
    ("stored-links", "what"),
  ])
  func `a line of another form is an error`(section: String, text: String) {
    #expect(throws: ProbeError.self) { try self.observe(section, text) }
  }

  @Test func `words about the system and tools that nobody asked for are passed over`() throws {
    let facts = try observe("system", Kind.illumos.system + "\ncolour blue\nstrict 2\nrelease 9")
    #expect(facts.release == "illumos omnios-r151046" && facts.isStrict == nil)
    #expect(try observe("tools", Kind.illumos.tools + "\nrm -rf").dialect == .modern)
    #expect(try observe("objects", "what").kernel == "5.11")
  }

  @Test func `an output of kstat, dladm or ipadm that failed is an error`() {
    let sections = ["system", "tools", "interfaces", "links", "stored-links", "objects"].map {
      ProbeOutput.Section(name: $0, status: $0 == "objects" ? 1 : 0, text: $0 == "system" ? Kind.illumos.system : "")
    }
    #expect(throws: ProbeError.failed(section: "objects", status: 1, output: "")) {
      try SolarisDriver().observe(ProbeOutput(sections: sections))
    }
  }
}
