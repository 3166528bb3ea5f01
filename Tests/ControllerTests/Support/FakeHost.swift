import Controller
import HostAgent
import Model

@testable import Transport

/// A host in memory with its agent, and with the connection to it, which breaks where a test says so.
final class FakeHost: HostChannel {
  let name: HostName
  private let time: FakeTime
  private let log: CommandLog
  private let inner: Monitor<Inner>

  private struct Inner {
    var agent: FakeAgent
    var mishaps: [Mishap] = []
    var meddlers: [Mishap.Verb: @Sendable (inout FakeAgent) -> Void] = [:]
    var asked: [Mishap.Verb: Int] = [:]
    /// Until when the host cannot be reached.
    var outage = Duration.zero
    var connections: [ConnectionCount] = []
  }

  init(_ name: HostName, _ agent: FakeAgent, _ time: FakeTime, _ log: CommandLog) {
    self.name = name
    self.time = time
    self.log = log
    inner = Monitor(Inner(agent: agent))
  }

  // MARK: - For the test

  /// The host as it is now, its watchdog having had the time to do its work.
  var agent: FakeAgent {
    inner.withLock { inner in
      inner.agent.tick(time.now)
      return inner.agent
    }
  }

  var system: FakeSystem { agent.system }

  /// Whether no transaction is open and nobody holds the lock.
  var isClean: Bool { agent.lock == nil && agent.list.allSatisfy(\.state.isSettled) }

  func change(_ body: @Sendable (inout FakeAgent) -> Void) {
    inner.withLock { inner in
      inner.agent.tick(time.now)
      body(&inner.agent)
    }
  }

  /// What is to go wrong, counted from now on.
  func arrange(_ mishaps: Mishap...) {
    inner.withLock { inner in
      inner.mishaps = mishaps
      inner.asked = [:]
    }
  }

  /// What somebody else does on the host just before it is asked that.
  func meddle(at verb: Mishap.Verb, _ body: @escaping @Sendable (inout FakeAgent) -> Void) {
    inner.withLock { $0.meddlers[verb] = body }
  }

  func serve(_ connections: [ConnectionCount]) { inner.withLock { $0.connections = connections } }

  /// How often the host was asked that.
  func count(_ verb: Mishap.Verb) -> Int { inner.withLock { $0.asked[verb, default: 0] } }

  // MARK: - One question

  private func ask<Value: Sendable>(
    _ verb: Mishap.Verb, timeout: Duration = .seconds(60), _ work: @Sendable (inout FakeAgent, Mishap?) throws -> Value
  ) throws(HostFailure) -> Value {
    let result: Result<Value, HostFailure> = inner.withLock { inner in
      let known = inner.agent.commands.count
      defer { log.append(name, inner.agent.commands.dropFirst(known)) }
      if let meddler = inner.meddlers.removeValue(forKey: verb) { meddler(&inner.agent) }
      inner.agent.tick(time.now)
      inner.asked[verb, default: 0] += 1
      guard time.now >= inner.outage else { return .failure(unreachable) }
      guard let index = inner.mishaps.firstIndex(where: { $0.verb == verb && $0.time == inner.asked[verb] }) else {
        return answer(&inner.agent, nil, work)
      }
      let mishap = inner.mishaps.remove(at: index)
      let failure = meet(mishap, &inner.agent, timeout)
      let isDone = [.lostAfter, .answerCut].contains(mishap.effect) || mishap.killsMidway
      let answer = isDone || failure == nil ? answer(&inner.agent, mishap, work) : .failure(unreachable)
      inner.outage = time.now + mishap.outage
      return failure.map { .failure($0) } ?? answer
    }
    return try result.get()
  }

  private func answer<Value: Sendable>(
    _ agent: inout FakeAgent, _ mishap: Mishap?, _ work: (inout FakeAgent, Mishap?) throws -> Value
  ) -> Result<Value, HostFailure> {
    do { return .success(try work(&agent, mishap)) } catch let error as ProbeError {
      return .failure(.answer(name, error))
    } catch { preconditionFailure("\(error)") }
  }

  /// What the controller sees of a mishap; nil where the question goes through.
  private func meet(_ mishap: Mishap, _ agent: inout FakeAgent, _ timeout: Duration) -> HostFailure? {
    switch mishap.effect {
    case .lostBefore, .lostAfter, .lostMidway: return lost
    case .unreachable: return unreachable
    case .answerCut: return .agent(name, .cut, errors: "")
    case .hangs:
      time.pass(timeout)
      agent.tick(time.now)
      return trouble(.timedOut(.command, after: timeout), mayHaveRun: true)
    case .slow: break
    case .reboots: agent.reboot()
    case .watchdogDies: agent.killWatchdog()
    case .diesInConfirm:
      if let lock = agent.lock { agent.beginConfirm(lock) }
      return lost
    }
    return nil
  }

  private var lost: HostFailure { trouble(.connectionLost(reason: "reset by peer"), mayHaveRun: true) }

  private var unreachable: HostFailure {
    trouble(.cannotConnect([ConnectAttempt(address: "\(name) port 22", failure: .timedOut)]), mayHaveRun: false)
  }

  private func trouble(_ kind: TransportError.Kind, mayHaveRun: Bool) -> HostFailure {
    .transport(TransportError(host: name, kind: kind, commandMayHaveRun: mayHaveRun))
  }

  // MARK: - HostChannel

  func probe(_ arguments: [String]) async throws(HostFailure) -> HostReport {
    try ask(.probe) { agent, _ in try agent.probe(arguments) }
  }

  func stage(_ order: TransactionOrder) async throws(HostFailure) -> VerbReply {
    try ask(.stage) { agent, _ in try agent.stage(order) }
  }

  func apply(_ id: TransactionID, _ phase: Phase, timeout: Duration) async throws(HostFailure) -> VerbReply {
    if let slow = slowness {
      change { _ = $0.renew(id) }
      await time.live(slow)
    }
    return try ask(.apply, timeout: timeout) { agent, mishap in
      try agent.apply(id, phase, killedAfter: mishap?.killedAfter ?? .max)
    }
  }

  func renew(_ id: TransactionID, timeout: Duration) async throws(HostFailure) -> VerbReply {
    try ask(.renew, timeout: timeout) { agent, _ in agent.renew(id) }
  }

  /// How long the next phase takes before it begins.
  private var slowness: Duration? {
    inner.withLock { inner in
      let time = inner.asked[.apply, default: 0] + 1
      return inner.mishaps.lazy.filter { $0.verb == .apply && $0.time == time }.compactMap(\.slowness).first
    }
  }

  func confirm(_ id: TransactionID) async throws(HostFailure) -> VerbReply {
    try ask(.confirm) { agent, _ in try agent.confirm(id) }
  }

  func revert(_ id: TransactionID, reason: String) async throws(HostFailure) -> VerbReply {
    try ask(.revert) { agent, _ in try agent.revert(id, reason) }
  }

  func status(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    try ask(.status) { agent, _ in try agent.status(id) }
  }

  func settle(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    try ask(.settle) { agent, _ in try agent.settle(id) }
  }

  func list() async throws(HostFailure) -> [TransactionRecord] { try ask(.list) { agent, _ in agent.list } }

  func show(_ id: TransactionID) async throws(HostFailure) -> KeptTransaction {
    try ask(.show) { agent, _ in
      guard let found = agent.transactions[id], let checkpoint = found.checkpoint else {
        throw ProbeError.missing(section: "checkpoint")
      }
      return KeptTransaction(checkpoint: checkpoint, after: found.after)
    }
  }

  func connections(_ arguments: [String]) async throws(HostFailure) -> [ConnectionCount] {
    let counts = inner.withLock { $0.connections }
    return try ask(.connections) { _, _ in counts }
  }

  func purge() async throws(HostFailure) -> VerbReply { try ask(.settle) { agent, _ in agent.purge() } }

  func disconnect() async {}
}

extension Mishap {
  fileprivate var slowness: Duration? { if case .slow(let time) = effect { time } else { nil } }

  fileprivate var killsMidway: Bool { if case .lostMidway = effect { true } else { false } }

  fileprivate var killedAfter: Int? { if case .lostMidway(let steps) = effect { steps } else { nil } }
}
