import HostAgent
import Model
import Planning
import Testing

@testable import Controller
@testable import culvert

/// What hosts have said, on a terminal.
@Suite struct TextViewTests {
  private static let view = TextView(
    style: TerminalStyle(usesColor: false), isVerbose: true, terminal: Terminal(isInteractive: false))
  /// Clears the screen, turns the line's direction, and begins a line that would look like one of culvert's own.
  private static let hostile = "a\u{1B}[2J\u{9B}2J\u{202E}b\r\nNo drift\u{7}"
  private static let shown = #"a\u{1b}[2J\u{9b}2J\u{202e}b\r\nNo drift\u{7}"#

  private static func name(_ text: String) throws -> HostName { try HostName(text) }

  private static func summary() throws -> PlanSummary {
    let file = Change(
      Files.self,
      try HostPath("/etc/culvert/boot"),
      Delta(
        from: .regular(content: Array("a\tb\r\n\(hostile)\n".utf8), mode: .plain),
        to: .regular(content: Array("a\tb\n".utf8), mode: .plain)))
    let link = Change(Files.self, try HostPath("/etc/rc.conf"), Delta(from: .link(target: hostile), to: nil))
    let steps = [
      Step(title: "a step", phase: .build, look: Command(["true"]), forward: Command([hostile]), backward: [])
    ]
    return PlanSummary(
      hosts: [.init(name: try name("web1"), release: hostile, changes: [file, link], steps: steps)],
      skipped: [SkippedHost(host: try name("web2"), reason: hostile)],
      causes: [try name("web1"): [file: [Cause(.told, .command, who: hostile, hostile)]]])
  }

  private static func events() throws -> [ViewEvent] {
    let host = try name("web1")
    let findings = [Fault.otherFilter(rule: hostile), .unreadResource(hostile)].map {
      Finding($0, about: .named(hostile))
    }
    let record = TransactionRecord(
      number: 1, id: try TransactionID("0123abcd"), state: .reverted, reason: hostile, created: 1, owner: hostile)
    return [
      .run(.failure(.answer(host, .missing(section: hostile)), host: host)), .run(.refusals(findings, host: host)),
      .findings(findings, host: host), .run(.plan(try summary())), .drift(try summary()),
      .run(.progress(.problem(.refused(.state, text: hostile)), host: host)),
      .history([.init(id: record.id, created: 1, owner: hostile, records: [host: record])]),
      .resumed(.clean(last: record), host: host),
      .run(.edits(try summary().changes, since: record.id, host: host)),
      .note(hostile),
    ]
  }

  @Test func `nothing that a host says moves the cursor, begins a line or changes a colour`() throws {
    for event in try Self.events() {
      let lines: [String]
      switch try #require(Self.view.lines(event)) {
      case .data(let data): lines = data
      case .aside(let aside): lines = aside
      }
      let text = lines.joined()
      #expect(text.unicodeScalars.allSatisfy { $0 == "\t" || printable(String($0)) == String($0) }, "\(text)")
      #expect(text.contains("a\\u{1b}[2J"), "\(text)")
    }
  }

  @Test func `the lines of a file are told apart, and what ends them`() throws {
    guard case .data(let lines)? = Self.view.lines(.run(.plan(try Self.summary()))) else { throw Missing() }
    #expect(
      lines.prefix(7) == [
        "web1  \(Self.shown)", "  ~ file /etc/culvert/boot: content  (boot)", "      - a\tb\\r",
        "      - \(Self.shown.split(separator: "\\n")[0])",
        "      - \(Self.shown.split(separator: "\\n")[1])",
        "      + a\tb", "  - file /etc/rc.conf  (boot)",
      ])
  }

  @Test(arguments: [
    ("a\nb\n", "a\nc\n", ["- b", "+ c"]), ("a\nb\nc\n", "x\ny\nc\n", ["- a", "- b", "+ x", "+ y"]),
    ("a\n", "a", ["- "]), ("", "a\n", ["+ a"]), ("a\n", "a\n", []), ("a\nb\na\n", "a\na\n", ["- b"]),
  ])
  func `lines are compared as by diff`(from: String, to: String, lines: [String]) {
    #expect(lineDiff(from, to) == lines)
  }

  /// A drain of thirty seconds is no thirty lines in a log.
  @Test func `a drain is told at its beginning, every ten seconds, and at its last connection`() throws {
    let terminal = Terminal(isInteractive: false)
    let host = try Self.name("web1")
    let told = (0...30).reversed().filter { left in
      terminal.isDue(host, connections: left > 4 ? 3 : 0, secondsLeft: left)
    }
    #expect(told == [30, 20, 10, 4])
    #expect(terminal.isDue(try Self.name("web2"), connections: 3, secondsLeft: 4))
    #expect(terminal.isDue(host, connections: 1, secondsLeft: 30), "the next drain")
  }

  @Test(arguments: [100_000, 400_000]) func `a boot file of very many lines costs no seconds, and is not shown in full`(
    _ count: Int
  ) {
    let large = (0..<count).map { "line \($0)\n" }.joined(separator: "")
    var lines: [String] = []
    let time = ContinuousClock().measure { lines = lineDiff("#!/bin/sh\n\(large)exit 0\n", "#!/bin/sh\nexit 0\n") }
    #expect(time < .seconds(20))
    #expect(lines.count == 101)
    #expect(lines.first == "- line 0")
    #expect(lines.last == "- … and \(count - 100) more lines")
  }

  /// A file of which every second line differs, one that lost its newlines, one that is another altogether.
  @Test func `other differences that would be long are cut`() {
    let lines = (0..<50_000).map { "line \($0)" }
    let half = lines.enumerated().map { $0.offset % 2 == 0 ? $0.element : "other" }
    for other in [half.joined(separator: "\n"), lines.joined(separator: " "), lines.reversed().joined(separator: "\n")]
    {
      var shown: [String] = []
      let time = ContinuousClock().measure { shown = lineDiff(lines.joined(separator: "\n"), other) }
      #expect(time < .seconds(20))
      #expect(shown.count <= 202)
    }
    #expect(lineDiff("", lines.prefix(1000).joined(separator: "\n")).last == "… and 801 more lines")
  }

  private struct Missing: Error {}

  @Test func `colours are of the view, not of what is in the line`() throws {
    let view = TextView(
      style: TerminalStyle(usesColor: true), isVerbose: false, terminal: Terminal(isInteractive: false))
    guard case .data(let lines)? = view.lines(.run(.plan(try Self.summary()))) else { throw Missing() }
    #expect(lines[1].contains("  \u{1B}[33m~ file"))
    #expect(lines.joined().count { $0 == "\u{1B}" } == 2 * lines.count { $0.contains("\u{1B}") })
  }

  @Test(arguments: [("", ""), ("a\tb", "a\tb"), ("→ ·", "→ ·"), ("\u{7F}", #"\u{7f}"#), ("\u{2028}", #"\u{2028}"#)])
  func `a line is shown so`(line: String, shown: String) {
    #expect(printable(line) == shown)
  }
}
