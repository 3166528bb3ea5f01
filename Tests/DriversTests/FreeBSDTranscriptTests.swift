import Foundation
import Model
import Testing

@testable import Drivers

/// What ifconfig printed in all the transcripts of real kernels, of 13.2 and of 15.1.
@Suite struct FreeBSDTranscriptTests {
  private static func parse(_ text: String) throws -> [FreeBSDIfconfigParser.Interface] {
    try FreeBSDIfconfigParser.parse(.section("x", text), section: "x")
  }

  @Test(arguments: [("13.2", 15, 89), ("15.1", 7, 74)])
  func `all of them are here, with what ifconfig printed`(release: String, files: Int, count: Int) throws {
    let names = FreeBSDTranscript.names.filter { $0.hasPrefix(release) }
    #expect(names.count == files)
    let interfaces = try names.flatMap { try FreeBSDTranscript($0).interfaces }
    #expect(interfaces.count == count)
    let lines = try names.flatMap { try Fixture.text("freebsd/transcripts-\($0)").components(separatedBy: "\n") }
    #expect(interfaces.count == lines.filter { $0.contains(": flags=") }.count, "none is passed over")
  }

  @Test(arguments: FreeBSDTranscript.names) func `each interface is read to its last line`(name: String) throws {
    for text in try FreeBSDTranscript(name).interfaces {
      let seen = try Self.parse(text)
      #expect(seen.count == 1)
      Self.compare(seen, text)
    }
  }

  @Test(arguments: FreeBSDTranscript.names)
  func `each command that shows interfaces is read as a whole, or is an error that shows what it said`(
    name: String
  ) throws {
    for entry in try FreeBSDTranscript(name).entries where Self.shows(entry.command) {
      if entry.status == 0 {
        let seen = try Self.parse(entry.output)
        #expect(!seen.isEmpty, "\(entry.command)")
        Self.compare(seen, entry.output)
      } else {
        #expect(unreadable { _ = try Self.parse(entry.output) } == "x: \(entry.output)", "\(entry.command)")
      }
    }
  }

  @Test func `those are enough to mean something`() throws {
    let shown = try FreeBSDTranscript.names.flatMap { try FreeBSDTranscript($0).entries }
      .filter { Self.shows($0.command) }
    #expect(shown.filter { $0.status == 0 }.count > 80)
    #expect(shown.contains { $0.status != 0 })
  }

  @Test func `whatever ifconfig complains of is an error that shows it, also behind what it printed`() throws {
    let complaints = try Set(FreeBSDTranscript.names.flatMap { try FreeBSDTranscript($0).complaints })
    #expect(complaints.count > 25, "\(complaints.count)")
    for complaint in complaints {
      for text in [complaint, "\(ProbeOutput.freebsdInterfaces)\n\(complaint)"] {
        #expect(unreadable { _ = try Self.parse(text) } == "x: \(complaint)")
      }
    }
  }

  @Test(arguments: [("13.2", 1_302_001), ("15.1", 1_501_000)])
  func `what sysctl printed of a host is read`(release: String, date: Int) throws {
    let lines =
      try Fixture.text("freebsd/transcripts-\(release)/13-evidence-and-states.txt").split(separator: "\n")
      + Fixture.text("freebsd/transcripts-\(release)/01-ifconfig-basic.txt").split(separator: "\n")
    let printed = lines.filter { line in
      line.wholeMatch(of: #/(?:kern\.osreldate|net\.inet\.ip\.(?:check_interface|rfc1122_strong_es)): \d+/#) != nil
    }
    #expect(printed.count > 1)
    let system = printed.joined(separator: "\n") + "\nkern.osrelease: \(release)-RELEASE\nuid 0\ngif loaded"
    let facts = try FreeBSDDriver().observe(ProbeOutput.freebsd.with("system", system)).freebsd
    #expect(facts.releaseDate == date && !facts.isStrict)
    let unknown = try #require(lines.first { $0.hasPrefix("sysctl: unknown oid") })
    let output = ProbeOutput.freebsd.with("system", "\(system)\n\(unknown)")
    #expect(unreadable { _ = try FreeBSDDriver().observe(output) } == "system: \(unknown)")
  }

  /// A command that shows interfaces, with whatever options, and does nothing else before or behind it.
  private static func shows(_ command: String) -> Bool {
    command.wholeMatch(of: #/ifconfig( -f inet:[a-z]+| -n)?( -a|( [a-z]+[0-9]+)( inet6?)?)/#) != nil
  }

  /// Against a reading by patterns: every name, address and end is there, and no others.
  private static func compare(_ seen: [FreeBSDIfconfigParser.Interface], _ output: String) {
    let first = output.matches(of: #/(?:^|\n)([a-z0-9]+): flags=[0-9a-f]+<([^>]*)>/#)
    #expect(seen.map(\.name.text) == first.map { String($0.output.1) })
    #expect(seen.map(\.isUp) == first.map { $0.output.2.split(separator: ",").contains("UP") })
    let addresses = output.matches(of: #/\n\tinet ([0-9.]+)(?:\/\d+)?(?: --> ([0-9.]+))?/#)
    #expect(seen.flatMap(\.addresses).map(\.address.text) == addresses.map { String($0.output.1) })
    #expect(seen.flatMap(\.addresses).map(\.peer?.text) == addresses.map { $0.output.2.map(String.init) })
    let ends = output.matches(of: #/\ttunnel inet6? ([^ ]+) --> ([^ \n]+)/#)
    #expect(
      seen.compactMap(\.ends).map { "\($0.local) \($0.remote)" }
        == ends.map { "\($0.output.1) \($0.output.2)" })
  }
}
