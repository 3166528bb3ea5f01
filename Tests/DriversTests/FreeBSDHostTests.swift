import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// What the agent's part for FreeBSD says of hosts as they come: interfaces that go away, products, file flags.
@Suite struct FreeBSDHostTests {
  private static let shells = Shell.all.filter(\.isInstalled)

  // MARK: - Interfaces that go away

  private static func flaky(_ failures: Int, status: Int) -> String {
    """
    ifconfig() {
      tries=$(cat "$HOST/tries" 2>/dev/null || echo 0)
      echo $((tries + 1)) >"$HOST/tries"
      echo 'em0: flags=8843<UP> mtu 1500'
      if [ "$tries" -lt \(failures) ]; then
        echo 'ifconfig: ioctl(SIOCGIFINFO_IN6): Device not configured' >&2
        return \(status)
      fi
      printf '\\tinet 203.0.113.21 netmask 0xffffff00\\n'
    }
    freebsd_interfaces
    """
  }

  /// Field case F.10, with the words that 15.1 said; and with an ifconfig that ends half-way.
  @Test(arguments: shells, [0, 1])
  func `an interface that goes away meanwhile has ifconfig asked again`(shell: Shell, status: Int) throws {
    let host = try PlayedFreeBSD()
    let ran = try host.run(Self.flaky(4, status: status), by: shell)
    #expect(ran.status == 0 && ran.errors == "")
    #expect(ran.output == "em0: flags=8843<UP> mtu 1500\n\tinet 203.0.113.21 netmask 0xffffff00\n")
    #expect(host.text("tries") == "5\n")
  }

  @Test(arguments: shells, [0, 1])
  func `it is not asked for ever, and what it complains of is read by nobody`(shell: Shell, status: Int) throws {
    let host = try PlayedFreeBSD()
    let ran = try host.run(Self.flaky(1000, status: status), by: shell)
    #expect((ran.status == 0) == (status == 0) && ran.errors == "")
    #expect(ran.output == "em0: flags=8843<UP> mtu 1500\n")
    #expect(host.text("tries") == "11\n")
  }

  // MARK: - What becomes of /etc

  /// A host with these files, and what is found there before anything is made.
  private func finding(_ files: [String: String], device: String = "/dev/ada0p2") throws -> Finding? {
    let host = try PlayedFreeBSD()
    for (name, text) in files { try host.write(name, text) }
    let df = "df() { printf '%s\\n' 'Filesystem 1K-blocks' '\(device) 1 1 1 1% /'; }\n"
    let output = ProbeOutput.freebsd.with("etc", try host.run(df + "freebsd_etc").output)
    let observation = try FreeBSDDriver().observe(output)
    let findings = FreeBSDDriver().findings(for: RCConfCase.intent, observation, ownership: .init())
    #expect(findings.count <= 1 && findings.allSatisfy { $0.id == .noStart && $0.id.canBeForced })
    #expect(FreeBSDDriver().findings(for: Sample.emptyIntent, observation, ownership: .init()) == [])
    return findings.first
  }

  /// Field case K2.5.
  @Test(arguments: [
    (["conf/config.xml": "<pfsense>", "etc/platform": "pfSense\n", "etc/inc/pfsense-utils.inc": ""], "pfSense"),
    (["conf/config.xml": "<pfsense>", "etc/platform": "nanobsd\n", "etc/inc/pfsense-utils.inc": ""], "pfSense"),
    (["conf/config.xml": "<opnsense>", "usr/local/opnsense/version/core": "24"], "OPNsense"),
    (["cf/conf/config.xml": "<m0n0wall>", "etc/platform": "m0n0wall-embedded"], "m0n0wall"),
    (["conf/config.xml": "<xigmanas>", "etc/prd.name": "XigmaNAS\n", "etc/platform": "x64-full\n"], "XigmaNAS"),
    (["cf/conf/config.xml": "<nas4free>", "etc/prd.name": "NAS4Free", "etc/version": "11"], "NAS4Free"),
    (["data/freenas-v1.db": "SQLite", "etc/version": "TrueNAS-13.0-U6.1 (abc)\n"], "TrueNAS"),
    (["data/freenas-v1.db": "SQLite", "etc/version": "FreeNAS-11.3-U5\n"], "FreeNAS"),
    (["conf/config.xml": "<something>"], "unknown"),
  ])
  func `a product that writes rc.conf itself is named`(files: [String: String], product: String) throws {
    let finding = try #require(try finding(files))
    guard case .noStart(.generatedRCConf(product, _)) = finding.fault else {
      Issue.record("\(finding)")
      return
    }
  }

  @Test(arguments: ["/dev/md0", "tmpfs", "/dev/cd0", "/dev/iso9660/MFSBSD"])
  func `an etc that is not on a disk is named: nanobsd, diskless, mfsBSD`(device: String) throws {
    #expect(try finding([:], device: device)?.fault == .noStart(.memory(device: device)))
  }

  @Test(arguments: ["/dev/ada0p2", "zroot/ROOT/default", "10.0.0.1:/diskless/web1", "/dev/gpt/rootfs"])
  func `an ordinary host is none of these`(device: String) throws {
    #expect(try finding(["etc/platform": "x", "etc/version": "14"], device: device) == nil)
  }

  @Test func `an etc that is mounted read-only is named, and a line that says something else is an error`() throws {
    let output = ProbeOutput.freebsd.with("etc", "readonly -")
    let findings = FreeBSDDriver().findings(
      for: RCConfCase.intent, try FreeBSDDriver().observe(output), ownership: .init())
    #expect(findings.map(\.fault) == [.noStart(.readOnly)])
    for line in ["readonly", "memory", "generated pfSense", "generated pfSense conf", "odd"] {
      #expect(unreadable { _ = try FreeBSDDriver().observe(ProbeOutput.freebsd.with("etc", line)) } == "etc: \(line)")
    }
  }

  // MARK: - File flags

  /// Field case F.1: `stat -f %f` of `chflags schg`, `uchg`, `sappnd`; 2048 is uarch, which every new file has.
  @Test(arguments: [
    ("131072 /etc/rc.conf", "/etc/rc.conf", "noschg"), ("2 /etc/rc.conf", "/etc/rc.conf", "nouchg"),
    ("264192 /etc/rc.conf", "/etc/rc.conf", "nosappnd"), ("133122 /etc/rc.conf", "/etc/rc.conf", "nouchg,noschg"),
    ("2048 /etc/rc.conf\n131072 /etc", "/etc", "noschg"), ("16 /etc/rc.conf", "/etc/rc.conf", "nouunlnk"),
  ])
  func `a file that nobody can replace is found before anything is changed`(
    flags: String, path: String, words: String
  ) throws {
    let host = try FreeBSDDriver().observe(ProbeOutput.freebsd.with("flags", flags))
    let findings = FreeBSDDriver().findings(for: RCConfCase.intent, host, ownership: .init())
    let set = words.split(separator: ",").map { String($0.dropFirst(2)) }
    #expect(
      findings == [
        Finding(
          .bootFileImmutable(flags: set, Command("chflags", words, path)), about: .place(FilePlace(try HostPath(path))))
      ])
    #expect(FreeBSDDriver().findings(for: Sample.emptyIntent, host, ownership: .init()) == [])
  }

  @Test(arguments: [
    "2048 /etc/rc.conf\n2048 /etc", "131072 /etc/rc.conf.local", "stat: /etc/rc.conf: stat: No such file or directory",
    "",
  ])
  func `other flags, and those of files that stay, are nobody's business`(flags: String) throws {
    let host = try FreeBSDDriver().observe(ProbeOutput.freebsd.with("flags", flags))
    #expect(FreeBSDDriver().findings(for: RCConfCase.intent, host, ownership: .init()) == [])
  }
}
