import Model

extension AgentScript {
  /// The agent's file, and what it does, looks at and takes back as shell functions.
  static func hold(
    _ work: HeldWork, _ id: TransactionID, _ seconds: Int, _ program: AgentProgram, _ nonce: Nonce
  ) -> [UInt8] {
    let functions = [
      "held_do() { \(work.forward.map(\.shellText).joined(separator: " && ")); }",
      "held_look() { \(work.look.shellText); }",
      "held_undo() { \(work.backward.map(\.shellText).joined(separator: "; ")); }",
    ]
    let hold = Command("cv_hold", id.text, String(seconds)).shellText
    let lines =
      [opening("hold", program, nonce), "\(hold) <<'\(nonce.text)'"] + functions
      + ["# end", nonce.text, "cv_say end", "exit"]
    return Array("{\n\(lines.joined(separator: "\n"))\n} </dev/null\n".utf8)
  }
}

/// What a host answered that does something for a while.
package enum HeldReply: Hashable, Sendable {
  case held
  /// It is taken back; with what was to be seen of it before.
  case released([Substring])
  case refused(String)

  /// - Throws: `ProbeError` at the first thing it does not know.
  package init(_ answer: AgentAnswer) throws(ProbeError) {
    let text = try answer.output.text("result")
    let fields = Fields(text)
    if fields["refused"] != nil {
      self = .refused(fields["text"] ?? "?")
    } else if fields["state"] == "held" {
      self = .held
    } else if fields["state"] == "released" {
      self = .released(try answer.output.lines("held"))
    } else {
      throw .unreadable(section: "result", line: text, reason: "it is no result of a hold")
    }
  }
}
