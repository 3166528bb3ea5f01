/// The text of an agent, from its files.
package struct AgentText: Sendable {
  /// All of it.
  package let whole: String
  /// What suffices to look at a host: a third of it, which is what most sessions send.
  package let look: String
  /// What of it tells whether the state directory can be trusted; the first file, which needs nothing of the others.
  package let trust: String

  /// The line of a file behind which nothing is needed for a look; a file without it is needed as a whole.
  private static let border = "\n# \(String(repeating: "=", count: 64)) what a look at a host does not need\n"

  package init(files: [String]) {
    whole = files.joined()
    trust = files.first ?? ""
    look = files.map { $0.split(separator: Self.border, maxSplits: 1).first.map(String.init) ?? $0 }.joined()
  }
}
