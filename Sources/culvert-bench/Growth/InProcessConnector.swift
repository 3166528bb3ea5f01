import Model
import Transport

/// Hosts without SSH and without processes: each answers to its agent's `probe` what a real one did in the lab.
struct InProcessConnector: Connector {
  /// By the hosts' names: the bytes of their answers between which a call's mark comes.
  private let answers: [HostName: [[UInt8]]]

  init(_ recorded: FleetAnswers, of cluster: Cluster) throws {
    var answers: [HostName: [[UInt8]]] = [:]
    for host in cluster.hosts { answers[host.name] = try recorded.answer(of: host, in: cluster).parts }
    self.answers = answers
  }

  func connect(to host: HostName, access: SSHAccess) async throws(TransportError) -> any HostConnection {
    guard let answer = answers[host] else { throw TransportError(host: host, kind: .closed) }
    return InProcessConnection(host: host, answer: answer)
  }
}

private struct InProcessConnection: HostConnection {
  let host: HostName
  let answer: [[UInt8]]

  func run(_ command: RemoteCommand) async throws(TransportError) -> CommandResult {
    guard let nonce = nonce(of: command.input) else { throw TransportError(host: host, kind: .closed) }
    return CommandResult(ending: .exited(0), output: Array(answer.joined(separator: nonce)))
  }

  func close() async {}

  /// The mark of the agent's call, which stands in the third line from the end: `cv_main NONCE probe ...`.
  private func nonce(of script: [UInt8]) -> ArraySlice<UInt8>? {
    let newline = UInt8(ascii: "\n")
    var rest = script[...].dropLast()
    for _ in 0..<2 { rest = rest[..<(rest.lastIndex(of: newline) ?? rest.startIndex)] }
    let call = rest[(rest.lastIndex(of: newline).map { $0 + 1 } ?? rest.startIndex)...]
    return call.split(separator: UInt8(ascii: " "), maxSplits: 2).dropFirst().first
  }
}
