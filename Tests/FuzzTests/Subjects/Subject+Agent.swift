import HostAgent
import Model
import Planning

@testable import Drivers

extension Subject {
  static let agent = [
    Subject(
      name: "agent-answer",
      words: "%culvert n section begin end result pending ownership last list checkpoint after connections locked "
        + "taken-over step-output state staged armed confirmed reverted revert-failed refused moved failed title text reason "
        + "id left guard alive owner created number deadline tx culvert-ownership 1 purged"
    ) { bytes in
      let framed = Array("%culvert n begin 1\n".utf8) + bytes + Array("\n%culvert n end\n".utf8)
      guard let answer = try? AgentAnswer(framed, nonce: Nonce("n")) else { throw Violation("there is no answer") }
      _ = try understood { try HostReport(answer.output) }
      _ = try understood { try VerbReply(answer) }
      _ = try understood { try HeldReply(answer) }
      _ = try understood { try TransactionRecord.list(answer) }
      let counts = try understood { try ConnectionCount.list(answer) } ?? []
      try hold(counts.map(\.active).reduce(0, +) >= 0, "less than no connections")
      _ = try understood { try KeptTransaction(answer) }
      try holdIsKept(bytes, answer)
    },
    // Whatever a host prints instead of an answer.
    Subject(name: "agent-noise", words: "%culvert n begin 1 2 end section result 0") { bytes in
      do throws(AnswerError) { _ = try AgentAnswer(bytes, nonce: Nonce("n")) } catch {
        try holdIsOneLine(error.description)
      }
      _ = AgentAnswer(kept: String(decoding: bytes, as: UTF8.self))
    },
    Subject(
      name: "ownership",
      words:
        "culvert-ownership 1 tunnel director link address setting service tcp udp found live boot file lvs-lb1 web1 "
        + "192.0.2.1 32 80 net/ipv4/ip_forward /etc/culvert/boot"
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let ownership = try understood({ try Ownership(recordText: text) }) else { return }
      let again = try Ownership(recordText: ownership.recordText)
      try hold(again == ownership, "the record reads back as another")
      try hold(again.recordText == ownership.recordText, "the record is written in two ways")
    },
    Subject(
      name: "transaction-status", longest: 1024,
      words:
        "id state staged armed applied confirming confirmed reverting reverted revert-failed left guard alive owner "
        + "created number deadline -1 9223372036854775807"
    ) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let status = try understood({ try TransactionStatus(text, section: ProbeOutput.section) }) else { return }
      try hold([status.secondsLeft, status.created].allSatisfy { $0.magnitude < 1 << 40 }, "such a time there is not")
    },
    Subject(
      name: "traces",
      words:
        "%culvert n section clock stamps programs mentions logs packages logins 0 local utc uptime restarted yes no "
        + "2026-11-28 13:30:00 Nov 28 13:29:00 2026-11-28T12:29:00+0000 sudo: COMMAND= : doas: ran command as ansible- "
        + "install upgrade pkg[1]: Sat still (00:05) (1+01:00) root /etc/culvert/boot"
    ) { bytes in
      guard let traces = try understood({ try HostTraces(ProbeOutput(answer: bytes)) }) else { return }
      for since in [nil, traces.now - 600] {
        let attribution = Attribution(traces: traces, since: since, last: "the last", edits: nil, unfinished: nil)
        for change in lostAndEdited { try hold(attribution.causes(of: change).count <= 3, "more than three causes") }
      }
    },
    Subject(name: "boot-file", longest: 1024, words: "absent other link regular 644 7777 0a 23") { bytes in
      _ = try understood { try bootFile(ProbeOutput(section: bytes).sections[0]) }
    },
  ]

  /// A setting that the kernel has no more, and a file that was written over.
  private static let lostAndEdited: [Change] = {
    do {
      return [
        .init(Settings.self, try SettingName("net/ipv4/ip_forward"), Delta(from: nil, to: SettingValue(1))),
        .init(
          Files.self,
          try HostPath("/etc/culvert/boot"),
          Delta(from: .regular(content: [], mode: .plain), to: .regular(content: [10], mode: .plain))),
      ]
    } catch { preconditionFailure("\(error)") }
  }()

  /// What the agent keeps of an answer in a file is read as the answer itself was.
  private static func holdIsKept(_ bytes: [UInt8], _ answer: AgentAnswer) throws {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    guard lines.first(where: { $0.hasPrefix("%culvert ") })?.hasPrefix("%culvert n section ") == true else { return }
    guard !lines.contains(where: { $0 == "%culvert n end" || $0.hasPrefix("%culvert n begin ") }) else { return }
    let kept = AgentAnswer(kept: String(decoding: bytes, as: UTF8.self)).output
    try hold(kept == answer.output, "it is kept as \(kept), and was \(answer.output)")
  }
}
