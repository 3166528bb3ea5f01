import Model

/// What the agent itself says of a host, with the probe's output that the driver has yet to understand.
package struct HostReport: Hashable, Sendable {
  /// A transaction that is not settled.
  package var pending: TransactionStatus?
  package var ownership: Ownership
  /// The last transaction that was confirmed.
  package var last: TransactionID?
  /// Files of culvert's own that nobody needs any more and that could not be removed.
  package var leftovers: [String] = []
  package var output: ProbeOutput

  package init(pending: TransactionStatus?, ownership: Ownership, last: TransactionID?, output: ProbeOutput) {
    self.pending = pending
    self.ownership = ownership
    self.last = last
    self.output = output
  }

  /// Reads the agent's own sections.
  /// - Throws: `ProbeError` at the first thing it does not know.
  package init(_ output: ProbeOutput) throws(ProbeError) {
    let pending = try output.text("pending")
    let last = try output.lines("last").first
    self.init(
      pending: pending.isEmpty ? nil : try TransactionStatus(pending, section: "pending"),
      ownership: try Ownership(recordText: output.text("ownership")), last: nil, output: output)
    if let last {
      guard last.hasPrefix("id "), let id = try? TransactionID(String(last.dropFirst(3))) else {
        throw .unreadable(section: "last", line: String(last), reason: "it is not 'id' and a transaction's id")
      }
      self.last = id
    }
    // What an older agent kept has no such section.
    leftovers = output.sections.first { $0.name == "leftovers" }?.lines.map(String.init) ?? []
  }
}

/// The state of a transaction on one host.
package enum TransactionState: String, Codable, Sendable {
  case staged, armed, applied, confirming, confirmed, reverting, reverted
  case revertFailed = "revert-failed"

  /// Whether nothing more will happen to it.
  package var isSettled: Bool { self == .confirmed || self == .reverted || self == .revertFailed }
}

/// A transaction as its host describes it.
package struct TransactionStatus: Hashable, Sendable {
  package var id: TransactionID
  package var state: TransactionState
  /// Whether the process that takes it back at its deadline is alive.
  package var isGuarded: Bool
  /// Seconds to the deadline; negative past it.
  package var secondsLeft: Int
  package var owner: String
  /// Seconds since 1970 by the clock of the controller that began it.
  package var created: Int
  /// Its number among the transactions of the host.
  package var number: Int
  /// What the host does in the whole change.
  package var part: Part

  /// Reads the lines `KEY VALUE` that the agent prints.
  /// - Throws: `ProbeError.unreadable`.
  package init(_ text: String, section: String) throws(ProbeError) {
    let fields = Fields(text)
    guard let id = fields["id"].flatMap({ try? TransactionID($0) }),
      let state = fields["state"].flatMap(TransactionState.init(rawValue:)),
      let left = fields["left"].flatMap(seconds)
    else { throw .unreadable(section: section, line: text, reason: "it does not describe a transaction") }
    self.id = id
    self.state = state
    isGuarded = fields["guard"] == "alive"
    secondsLeft = left
    owner = fields["owner"] ?? "?"
    created = fields["created"].flatMap(seconds) ?? 0
    number = fields["number"].flatMap { decimal($0, below: .max) } ?? 0
    // An older agent does not say; one that may both gain and lose is treated the most carefully.
    part = fields["part"].flatMap(Part.init(rawValue:)) ?? .builds
  }
}

/// Lines of a key and a value with a blank between them.
struct Fields {
  private var values: [String: String] = [:]

  init(_ text: String) {
    for line in textLines(text) {
      let parts = textWords(line, maxSplits: 1)
      if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
    }
  }

  subscript(key: String) -> String? { values[key] }
}

/// A number of seconds that may be negative; nil for one that no clock comes to, and that could not be reckoned with.
func seconds(_ text: some StringProtocol) -> Int? {
  guard text.hasPrefix("-") else { return decimal(text, below: 1 << 40) }
  return decimal(text.dropFirst(), below: 1 << 40).map { -$0 }
}
