import Glibc

/// Stands between libssh and an agent, and shows libssh one key at a time.
///
/// libssh 0.10 offers all keys of an agent in the agent's order (auth.c, ssh_userauth_agent), which runs into the host's
/// MaxAuthTries before the right one is reached, and it knows no certificate beside a key of the agent. The relay answers the
/// question for keys by itself, and passes on what is to be signed. libssh waits for the answer with its own thread, so the
/// relay has another one.
final class AgentRelay: Sendable {
  /// The key that libssh is shown.
  struct Offer: Sendable {
    /// What the host is shown: the key, or a certificate for it.
    let blob: [UInt8]
    /// The key as the agent knows it.
    let key: [UInt8]
  }

  /// libssh's end, owned by the line.
  let socket: Int32
  private let line: Line
  private let agent: Agent
  private let offer = Monitor<Offer?>(nil)
  private let isOver = Monitor(false)

  init(_ agent: Agent, line: Line) throws(TransportError.Kind) {
    let (near, far) = try socketPair(on: line)
    (self.line, self.agent, socket) = (line, agent, near)
    do throws(SystemError) {
      try startThread { [offer, isOver] in
        Self.serve(far, agent, offer)
        Glibc.close(far)
        isOver.withLock { $0 = true }
      }
    } catch {
      line.close(near)
      Glibc.close(far)
      throw .localShortage(of: "threads", reason: "\(error)")
    }
  }

  func show(_ new: Offer) { offer.withLock { $0 = new } }

  /// Ends the thread and waits for it, and then closes the agent's socket.
  func close() {
    for socket in [socket, agent.socket] { shutdown(socket, Int32(SHUT_RDWR)) }
    isOver.withLock(when: { $0 }) { _ in }
    line.close(socket)
    agent.close()
  }

  private static func serve(_ client: Int32, _ agent: Agent, _ offer: Monitor<Offer?>) {
    while let question = AgentMessages.receive(client) {
      let answer = answer(question, agent, offer.withLock { $0 })
      guard AgentMessages.send(answer, client) else { return }
    }
  }

  /// Message numbers from draft-miller-ssh-agent §5.1.
  private static func answer(_ question: [UInt8], _ agent: Agent, _ offer: Offer?) -> [UInt8] {
    let failure: [UInt8] = [5]
    guard let offer else { return failure }
    switch question.first {
    case 11: return [12] + WireWriter.number(1) + WireWriter.string(offer.blob) + WireWriter.string([])
    case 13:
      var reader = WireReader(question.dropFirst())
      guard reader.string() == offer.blob else { return failure }
      return agent.ask([13] + WireWriter.string(offer.key) + reader.bytes) ?? failure
    default: return failure
    }
  }
}
