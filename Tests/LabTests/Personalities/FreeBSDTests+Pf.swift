import Lab
import TestSupport
import Testing

/// pf(4) as far as it is played: what pfctl says, and what becomes of the MSS of an answer. Of the texts, the scrub rule's
/// is one that a real 13.2 has printed (transcript 10); the others are read in its sources.
extension FreeBSDTests {
  @Test func `pf lowers the MSS of answers by its main rules, and by those alone`() async throws {
    let lab = try await lab
    let rip = try lab.address(of: "beastie")
    #expect(try await said(lab, "pfctl -s info") == "pfctl: /dev/pf: No such file or directory\n1\n")
    #expect(try await said(lab, "kldload pf && kldstat -q -m pf && pfctl -e; pfctl -e") == enabledTwice)
    #expect(try await said(lab, "pfctl -s info | head -1 | cut -c1-26") == "Status: Enabled for 0 days\n0\n")
    let open = try await segmentSize(lab, rip)
    let rule = "scrub out on vtnet0 proto tcp from \(rip) to any max-mss 1400"
    #expect(try await said(lab, "echo '\(rule)' | pfctl -a culvert -f -; echo 'anchor culvert' | pfctl -f -") == "0\n")
    #expect(try await said(lab, "pfctl -a culvert -s rules") == printed(rip) + "0\n")
    #expect(try await segmentSize(lab, rip) == open, "scrub rules in an anchor are never looked at")
    #expect(try await said(lab, "echo '\(rule)' | pfctl -f -; pfctl -s rules") == printed(rip) + "0\n")
    #expect(try await said(lab, "pfctl -s Anchors") == "  culvert\n0\n", "it has rules and stays")
    #expect(try await segmentSize(lab, rip) == open - 60)
    #expect(try await said(lab, "pfctl -f - <<'END'\n\(rule)\nscrub-anchor \"culvert\"\nEND") == syntaxError)
    #expect(try await segmentSize(lab, rip) == open - 60, "what was loaded before stays")
    #expect(try await said(lab, "pfctl -d") == "pf disabled\n0\n")
    #expect(try await segmentSize(lab, rip) == open)
    #expect(try await said(lab, "kldunload pf; pfctl -d") == "pfctl: /dev/pf: No such file or directory\n1\n")
    #expect(try await lab.exec("beastie", "cat /var/log/personality").stdout == "")
  }

  @Test func `on 15 a rule of the filter lowers it from within an anchor`() async throws {
    let lab = try await lab
    let rip = try lab.address(of: "new")
    let open = try await segmentSize(lab, rip)
    let rule = "match out on vtnet0 inet proto tcp from \(rip) to any scrub"
    let load = "echo '\(rule) (max-mss 1400)' | pfctl -a culvert -f -"
    #expect(
      try await said(lab, "new", "kldload pf; pfctl -e; \(load); pfctl -a culvert -s rules")
        == "pf enabled\n\(rule)( max-mss 1400)\n0\n")
    #expect(try await segmentSize(lab, rip) == open, "nobody calls it")
    #expect(try await said(lab, "new", "echo 'anchor \"culvert\"' | pfctl -f -") == "0\n")
    #expect(try await segmentSize(lab, rip) == open - 60)
    #expect(try await said(lab, "new", "kldunload pf") == "0\n")
    #expect(try await lab.exec("new", "cat /var/log/personality").stdout == "")
  }

  @Test(.beyondCore, arguments: ["chuck", "old", "new"])
  func `rc.conf has pf clamp from the boot on`(host: String) async throws {
    let lab = try await lab
    let rip = try lab.address(of: host)
    let interface = host == "old" ? "em0" : "vtnet0"
    let open = try await segmentSize(lab, rip)
    let start = "cp /etc/rc.conf /root/rc.kept; echo 'pf_enable=\"YES\"' >>/etc/rc.conf; service pf start"
    #expect(try await said(lab, host, start) == "/etc/rc.d/pf: WARNING: /etc/pf.conf is not readable.\n1\n")
    let rule = "scrub out on \(interface) proto tcp from \(rip) to any max-mss 1400"
    let started = try await said(lab, host, "echo '\(rule)' >/etc/pf.conf; service pf start 2>/dev/null")
    #expect(started == "Enabling pf.\n0\n")
    #expect(try await segmentSize(lab, rip) == open - 60)
    try await lab.reboot(host)
    #expect(try await segmentSize(lab, rip) == open - 60)
    #expect(try await said(lab, host, "service pf stop 2>/dev/null") == "Disabling pf.\n0\n")
    #expect(try await segmentSize(lab, rip) == open)
    #expect(try await said(lab, host, "kldunload pf; rm /etc/pf.conf; cp /root/rc.kept /etc/rc.conf") == "0\n")
    #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "")
  }

  private var enabledTwice: String { "pf enabled\npfctl: pf already enabled\n1\n" }

  private var syntaxError: String {
    "stdin:2: syntax error\npfctl: Syntax error in config file: pf rules not loaded\n1\n"
  }

  private func printed(_ rip: String) -> String {
    "scrub out on vtnet0 inet proto tcp from \(rip) to any max-mss 1400 fragment reassemble\n"
  }

  /// What these lines for a shell say, standard error among it, and the last status.
  private func said(_ lab: Lab, _ script: String) async throws -> String { try await said(lab, "beastie", script) }

  private func said(_ lab: Lab, _ host: String, _ script: String) async throws -> String {
    try await lab.exec(host, "/bin/sh -s", input: "exec 2>&1\n\(script)\necho $?\n").stdout
  }

  /// How large the client's segments to this address may be, by what the answer to its SYN says.
  private func segmentSize(_ lab: Lab, _ address: String) async throws -> Int {
    let look = "exec 3<>/dev/tcp/\(address)/22 && ss -tinH state established dst \(address)"
    let said = try await lab.client(["bash", "-c", look]).stdout
    let match = try #require(said.firstMatch(of: /\bmss:(\d+)/))
    return try #require(Int(match.1))
  }
}
