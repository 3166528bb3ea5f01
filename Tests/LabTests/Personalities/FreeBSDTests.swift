import Lab
import Testing

/// FreeBSD 13.2 on two guests and FreeBSD 8.4 on a third, behind a Linux director.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(5)))
struct FreeBSDTests {
  private static let starting = Task {
    var spec = LabSpec(name: SharedLab.name("bsd"), realservers: 0)
    spec.guests += [
      GuestSpec(name: "beastie", role: .realserver, system: .freebsd13),
      GuestSpec(name: "chuck", role: .realserver, system: .freebsd13),
      GuestSpec(name: "old", role: .realserver, system: .freebsd8),
    ]
    return try await Lab.up(spec) { print($0) }
  }

  var lab: Lab {
    get async throws { try await Self.starting.value }
  }

  @Test func `what a real one said is said again`() async throws {
    let lab = try await lab
    async let first: Void = replayStates(lab, "beastie")
    async let second: Void = replayBoot(lab, "chuck")
    _ = try await (first, second)
  }

  /// So what is neither replayed nor listed with a reason cannot be.
  @Test func `the list of what is not claimed names commands of the transcripts`() throws {
    let all = try RealTranscript("freebsd13", ["01", "02", "03", "04", "05-", "05x", "07", "08", "12", "13"])
    let texts = Dictionary(uniqueKeysWithValues: all.commands.map { ($0.place, $0.text) })
    for (place, claim) in all.claims where !place.hasSuffix(":0") {
      #expect(texts[place] == claim.text, "\(place)")
      #expect(claim.how == "skip" || claim.how == "digits", "\(place)")
    }
    #expect(all.commands.count > 400)
  }

  @Test func `a realserver typed by hand as in 2006 serves, and again after a reboot`() async throws {
    try await serveAndComeBack(try await lab)
  }

  /// From a fresh boot on: modules, tunnels, addresses, who may, tools, states.
  private func replayStates(_ lab: Lab, _ host: String) async throws {
    let put = try await substitution(lab, host)
    let start = try await Self.prelude(lab, host, put)
    let basics = try RealTranscript("freebsd13", ["01", "02"])
    try await basics.replay(on: host, of: lab, before: start, put)
    let other = try RealTranscript("freebsd13", ["03"])
    try await other.replay(on: host, of: lab, as: "admin", before: "", put)
    let rest = try RealTranscript("freebsd13", ["04", "07", "08"])
    try await rest.replay(on: host, of: lab, before: "ifconfig gif0 destroy\n", put)
    for part in ["12", "13"] {
      try await RealTranscript("freebsd13", [part]).replay(on: host, of: lab, before: start, put)
    }
    try await expectNothingUnknown(lab, host)
  }

  /// rc.conf, service, devd, and all that with a stray quote.
  private func replayBoot(_ lab: Lab, _ host: String) async throws {
    let put = try await substitution(lab, host)
    let start = try await Self.prelude(lab, host, put)
    try await RealTranscript("freebsd13", ["05-"]).replay(on: host, of: lab, before: start, put)
    let broken = "echo 'bs=\"a' >>/root/rc.base; cat /root/rc.base >/etc/rc.conf\n"
    try await RealTranscript("freebsd13", ["05x"]).replay(on: host, of: lab, before: start + broken, put)
    #expect(try await lab.exec(host, "sed -i '' '$d' /root/rc.base; cp /root/rc.base /etc/rc.conf").succeeded)
    try await expectNothingUnknown(lab, host)
  }

  private func substitution(_ lab: Lab, _ host: String) async throws -> Substitution {
    let address = try lab.address(of: host)
    let dot = try #require(address.lastIndex(of: "."))
    let ether = try await lab.exec(host, "ifconfig vtnet0 | awk '/ether/ { print $2 }'").stdout
    return Substitution(
      network: String(address[...dot]), own: String(address[address.index(after: dot)...]), name: host,
      ether: ether.trimmingSuffix { $0.isNewline })
  }

  /// The rc.conf of the virtual machine, as its transcript shows it.
  private static func prelude(_ lab: Lab, _ host: String, _ put: Substitution) async throws -> String {
    let sysrc = try RealTranscript("freebsd13", ["04"])
    let lines = try #require(sysrc.commands.first { $0.text == "cat /etc/rc.conf" }).lines
    let base = put(lines.joined(separator: "\n"))
    return "kldunload if_gif 2>/dev/null; cat >/root/rc.base <<'END'\n\(base)\nEND\ncat /root/rc.base >/etc/rc.conf\n"
  }

  /// Nobody has asked for what the personality does not know.
  private func expectNothingUnknown(_ lab: Lab, _ host: String) async throws {
    #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "")
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, predicate(last) { text.removeLast() }
    return String(text)
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
    self[...].trimmingSuffix(while: predicate)
  }
}
