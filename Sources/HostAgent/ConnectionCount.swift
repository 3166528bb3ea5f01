import Model

/// How many connections a destination has.
package struct ConnectionCount: Hashable, Sendable {
  /// The destination as ipvsadm(8) prints it, such as `10.80.1.2:80`.
  package var destination: String
  /// Those that would be lost with the destination: established ones, and those that are still being made.
  package var active: Int
  /// Those that are closing, or of UDP.
  package var inactive: Int

  package init(destination: String, active: Int, inactive: Int) {
    self.destination = destination
    self.active = active
    self.inactive = inactive
  }

  /// ip_vs counts in 32 bits; so many can be added up.
  private static let impossible = 1 << 32

  /// Reads the agent's lines `DESTINATION ACTIVE INACTIVE`.
  /// - Throws: `ProbeError` at a line that it does not know.
  package static func list(_ answer: AgentAnswer) throws(ProbeError) -> [ConnectionCount] {
    var counts: [ConnectionCount] = []
    for line in try answer.output.lines("connections") {
      let words = textWords(line)
      guard words.count == 3, let active = decimal(words[1], below: Self.impossible),
        let inactive = decimal(words[2], below: Self.impossible)
      else {
        throw .unreadable(section: "connections", line: String(line), reason: "it is not a destination's line")
      }
      counts.append(.init(destination: String(words[0]), active: active, inactive: inactive))
    }
    return counts
  }
}
