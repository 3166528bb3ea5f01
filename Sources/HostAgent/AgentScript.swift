import Model

/// What is sent to a host's shell on standard input.
///
/// The whole script is one group of commands: a shell reads a group to its end before it runs any of it, so a script
/// whose transmission was cut in half does nothing at all. The group's own input is empty: no command of it can eat the
/// rest of the script.
package struct AgentScript: Hashable, Sendable {
  package let bytes: [UInt8]
  /// The mark of the answer's lines.
  package let nonce: Nonce

  /// The script that asks this.
  /// - Throws: `OrderError` if a file of an order cannot be sent.
  package init(_ question: AgentQuestion, program: AgentProgram, nonce: Nonce) throws(OrderError) {
    self.nonce = nonce
    switch question {
    case .stage(let order): bytes = try Self.stage(order, program, nonce)
    case .hold(let work, let id, let seconds): bytes = Self.hold(work, id, seconds, program, nonce)
    default:
      let call = question.call ?? ([], false)
      bytes = Self.streamed(call.words, call.onlyLooks ? program.look : program.text, nonce)
    }
  }

  private static func streamed(_ words: [String], _ program: String, _ nonce: Nonce) -> [UInt8] {
    let call = Command(["cv_main", nonce.text] + words).shellText
    let (head, end) = ("{\n", "\n\(call)\nexit\n} </dev/null\n")
    // The program is long, and is copied once.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.utf8.count + program.utf8.count + end.utf8.count)
    for text in [head, program, end] { bytes += text.utf8 }
    return bytes
  }
}
