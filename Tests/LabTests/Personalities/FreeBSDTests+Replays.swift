import Lab
import Testing

/// What three guests say again at the same time.
extension FreeBSDTests {
  /// From a fresh boot on: modules, tunnels, addresses, who may; tools and states.
  func replayStates(_ lab: Lab, _ host: String) async throws {
    let put = try await substitution(lab, host)
    let start = try Self.prelude(.freebsd13, put)
    let basics = try RealTranscript(.freebsd13, ["01", "02"])
    try await basics.replay(on: host, of: lab, before: start, put)
    let other = try RealTranscript(.freebsd13, ["03"])
    try await other.replay(on: host, of: lab, as: "admin", before: "", put)
    let tools = try RealTranscript(.freebsd13, ["07", "08"])
    try await tools.replay(on: host, of: lab, before: "ifconfig gif0 destroy\n", put)
    try await RealTranscript(.freebsd13, ["13"]).replay(on: host, of: lab, before: start, put)
    try await expectNothingUnknown(lab, host)
  }

  /// rc.conf, sysrc, service, devd, and all that with a stray quote.
  func replayBoot(_ lab: Lab, _ host: String) async throws {
    let put = try await substitution(lab, host)
    let start = try Self.prelude(.freebsd13, put)
    for part in ["04", "05-", "12"] {
      try await RealTranscript(.freebsd13, [part]).replay(on: host, of: lab, before: start, put)
    }
    let broken = "echo 'bs=\"a' >>/root/rc.base; cat /root/rc.base >/etc/rc.conf\n"
    try await RealTranscript(.freebsd13, ["05x"]).replay(on: host, of: lab, before: start + broken, put)
    #expect(try await lab.exec(host, "sed -i '' '$d' /root/rc.base; cp /root/rc.base /etc/rc.conf").succeeded)
    try await expectNothingUnknown(lab, host)
  }

  /// All of 15.1: what is claimed of it is less.
  func replayNewer(_ lab: Lab, _ host: String) async throws {
    let put = try await substitution(lab, host)
    let start = try Self.prelude(.freebsd15, put)
    try await RealTranscript(.freebsd15, ["01", "02"]).replay(on: host, of: lab, before: start, put)
    try await RealTranscript(.freebsd15, ["03"]).replay(on: host, of: lab, as: "admin", before: "", put)
    for part in ["05", "13"] {
      try await RealTranscript(.freebsd15, [part]).replay(on: host, of: lab, before: start, put)
    }
    try await expectDevdByItself(lab, host)
    try await expectNothingUnknown(lab, host)
  }

  /// In the transcripts it is told when a pause is over.
  private func expectDevdByItself(_ lab: Lab, _ host: String) async throws {
    let shown = "ifconfig gif9 | grep -c late"
    let commands = """
      echo 'ifconfig_gif9="description late up"' >>/etc/rc.conf
      ifconfig gif9 create; \(shown); sleep 4; \(shown); ifconfig gif9 destroy
      cp /root/rc.base /etc/rc.conf
      """
    #expect(try await lab.exec(host, commands).stdout == "0\n1\n")
  }

  private func substitution(_ lab: Lab, _ host: String) async throws -> Substitution {
    let address = try lab.address(of: host)
    let dot = try #require(address.lastIndex(of: "."))
    let ether = try await lab.exec(host, "ifconfig vtnet0 | awk '/ether/ { print $2 }'").stdout
    return Substitution(
      network: String(address[...dot]), own: String(address[address.index(after: dot)...]), name: host,
      ether: ether.trimmingSuffix { $0.isNewline })
  }

  /// The rc.conf of the virtual machine, as its transcript shows it, with a `$` at the end of each line.
  private static func prelude(_ system: GuestSystem, _ put: Substitution) throws -> String {
    let states = try RealTranscript(system, ["13"])
    let lines = try #require(states.commands.first { $0.text == "cat -e /etc/rc.conf" }).lines
    let base = put(lines.map { String($0.dropLast()) }.joined(separator: "\n"))
    // Its devd was never seen to look at once.
    let pace = "echo 2000000 >/boot/culvert-lab/state/devd.pace; "
    return pace
      + "kldunload if_gif 2>/dev/null; cat >/root/rc.base <<'END'\n\(base)\nEND\ncat /root/rc.base >/etc/rc.conf\n"
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
