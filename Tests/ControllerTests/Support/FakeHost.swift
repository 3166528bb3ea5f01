import Controller
import HostAgent
import Model

@testable import Transport

/// A host in memory with its agent, and with the connection to it, which breaks where a test says so.
final class FakeHost: HostChannel {
  let name: HostName
  private let time: FakeTime
  private let log: CommandLog
  private let chronicle: Chronicle
  private let inner: Monitor<Inner>

  private struct Inner {
    var agent: FakeAgent
    var mishaps: [Mishap] = []
    var meddlers: [Mishap.Verb: @Sendable (inout FakeAgent) -> Void] = [:]
    var delays: [Mishap.Verb: @Sendable () -> Void] = [:]
    var asked: [Mishap.Verb: Int] = [:]
    /// Until when the host cannot be reached.
    var outage = Duration.zero
    var connections: [ConnectionCount] = []
    var steering: FakeSteering?
    /// Whether there is a connection, over which a host is reached that takes no new one.
    var isConnected = false
    /// Whether what was applied keeps new connections from being made.
    var takesNoNewConnection = false
    /// How often anything was asked.
    var total = 0
  }

  init(_ name: HostName, _ agent: FakeAgent, _ time: FakeTime, _ log: CommandLog, _ chronicle: Chronicle) {
    self.name = name
    self.time = time
    self.log = log
    self.chronicle = chronicle
    inner = Monitor(Inner(agent: agent))
  }

  // MARK: - For the test

  /// The host as it is now, its watchdog having had the time to do its work.
  var agent: FakeAgent {
    inner.withLock { inner in
      note(&inner) { $0.tick(time.now) }
      return inner.agent
    }
  }

  /// When its watchdog fires, if one is waiting.
  var firesAt: Duration? { inner.withLock { $0.agent.firesAt } }

  /// It is that time now.
  func tick(_ now: Duration) {
    inner.withLock { inner in note(&inner) { $0.tick(now) } }
  }

  /// Does something, and keeps what came of it.
  private func note<Value>(_ inner: inout Inner, _ work: (inout FakeAgent) throws -> Value) rethrows -> Value {
    let known = (inner.agent.commands.count, inner.agent.kernels.count)
    defer {
      log.append(name, inner.agent.commands.dropFirst(known.0))
      chronicle.append(name, inner.agent.kernels.dropFirst(known.1), at: inner.agent.now)
      // What kept connections from being made is taken back.
      if inner.agent.lock == nil, inner.agent.list.last?.state != .confirmed { inner.takesNoNewConnection = false }
    }
    return try work(&inner.agent)
  }

  /// Whether somebody who comes now gets in.
  var letsIn: Bool { inner.withLock { !$0.takesNoNewConnection } }

  var system: FakeSystem { agent.system }

  /// Whether no transaction is open and nobody holds the lock.
  var isClean: Bool { agent.lock == nil && agent.list.allSatisfy(\.state.isSettled) }

  func change(_ body: @Sendable (inout FakeAgent) -> Void) {
    inner.withLock { inner in
      note(&inner) { agent in
        agent.tick(time.now)
        body(&agent)
      }
    }
  }

  /// What is to go wrong, counted from now on.
  func arrange(_ mishaps: Mishap...) { arrange(mishaps) }

  func arrange(_ mishaps: [Mishap]) {
    inner.withLock { inner in
      inner.mishaps = mishaps
      inner.asked = [:]
      inner.total = 0
    }
  }

  /// What somebody else does on the host just before it is asked that.
  func meddle(at verb: Mishap.Verb, _ body: @escaping @Sendable (inout FakeAgent) -> Void) {
    inner.withLock { $0.meddlers[verb] = body }
  }

  /// What goes by on the way to the host before it is asked that.
  func wait(before verb: Mishap.Verb, _ delay: @escaping @Sendable () -> Void) {
    inner.withLock { $0.delays[verb] = delay }
  }

  func serve(_ connections: [ConnectionCount]) { inner.withLock { $0.connections = connections } }

  /// How often the host was asked that.
  func count(_ verb: Mishap.Verb) -> Int { inner.withLock { $0.asked[verb, default: 0] } }

  // MARK: - One question

  private func ask<Value: Sendable>(
    _ verb: Mishap.Verb, timeout: Duration = .seconds(60), overNew: Bool = false,
    _ work: @Sendable (inout FakeAgent, Mishap?) throws -> Value
  ) throws(HostFailure) -> Value {
    guard !time.isControllerDead else { throw unreachable }
    inner.withLock { $0.delays.removeValue(forKey: verb) }?()
    var waited = Duration.zero
    let result: Result<Value, HostFailure> = inner.withLock { inner in
      let mishap = meet(verb, &inner)
      guard time.now >= inner.outage, inner.isConnected && !overNew || !inner.takesNoNewConnection else {
        return .failure(unreachable)
      }
      inner.isConnected = true
      guard let mishap else { return note(&inner) { answer(&$0, nil, work) } }
      if mishap.effect == .hangs { waited = timeout }
      return suffer(mishap, &inner, timeout, work)
    }
    if waited > .zero { time.pass(waited) }
    return try result.get()
  }

  /// What goes wrong with this question, if something is to.
  private func meet(_ verb: Mishap.Verb, _ inner: inout Inner) -> Mishap? {
    inner.asked[verb, default: 0] += 1
    inner.total += 1
    let meddler = inner.meddlers.removeValue(forKey: verb)
    note(&inner) { agent in
      meddler?(&agent)
      agent.tick(time.now)
    }
    guard time.now >= inner.outage,
      let index = inner.mishaps.firstIndex(where: { $0.isDue(verb, inner.asked[verb] ?? 0, inner.total) })
    else { return nil }
    return inner.mishaps.remove(at: index)
  }

  /// A question with which something goes wrong.
  private func suffer<Value: Sendable>(
    _ mishap: Mishap, _ inner: inout Inner, _ timeout: Duration, _ work: (inout FakeAgent, Mishap?) throws -> Value
  ) -> Result<Value, HostFailure> {
    let answer = note(&inner) { agent in
      let failure = self.failure(mishap, &agent, timeout)
      let isDone = [.lostAfter, .answerCut, .locksOut, .controllerDies(after: true)].contains(mishap.effect)
      let answer: Result<Value, HostFailure> =
        isDone || mishap.killsMidway || failure == nil ? self.answer(&agent, mishap, work) : .failure(unreachable)
      if failure != nil { agent.hangUp() }
      return failure.map { .failure($0) } ?? answer
    }
    if mishap.effect == .locksOut { inner.takesNoNewConnection = true }
    if mishap.effect.killsController { time.killController() }
    inner.outage = time.now + mishap.outage
    return answer
  }

  private func answer<Value: Sendable>(
    _ agent: inout FakeAgent, _ mishap: Mishap?, _ work: (inout FakeAgent, Mishap?) throws -> Value
  ) -> Result<Value, HostFailure> {
    do { return .success(try work(&agent, mishap)) } catch let error as ProbeError {
      return .failure(.answer(name, error))
    } catch { preconditionFailure("\(error)") }
  }

  /// What the controller sees of a mishap; nil where the question goes through.
  private func failure(_ mishap: Mishap, _ agent: inout FakeAgent, _ timeout: Duration) -> HostFailure? {
    switch mishap.effect {
    case .lostBefore, .lostAfter, .lostMidway: return lost
    case .unreachable, .controllerDies, .controllerDiesMidway: return unreachable
    case .answerCut: return .agent(name, .cut, errors: "")
    case .hangs: return trouble(.timedOut(.command, after: timeout), mayHaveRun: true)
    case .slow, .locksOut: break
    case .reboots: agent.reboot()
    case .watchdogDies: agent.killWatchdog()
    case .diesInConfirm:
      if let lock = agent.lock { agent.beginConfirm(lock) }
      return lost
    case .stepFails(let index, let way): agent.troubles.step = (index, way)
    case .cannotWrite(let path): agent.troubles.unwritable = path
    case .diskIsFull: agent.troubles.stageRefusal = .stateDirectory
    case .undoesNothing: agent.troubles.undoesNothing = true
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

  func ask<Reply>(_ request: AgentRequest<Reply>) async throws(HostFailure) -> Reply {
    if case .apply(let id, _, let deadline) = request.question, let slow = slowness {
      change { _ = $0.renew(id, deadline: deadline) }
      await time.live(slow)
    }
    guard let reply = try reply(to: request.question, request.timeout) as? Reply else {
      preconditionFailure("\(request.question) has no answer of \(Reply.self)")
    }
    return reply
  }

  private func reply(to question: AgentQuestion, _ timeout: Duration) throws(HostFailure) -> any Sendable {
    switch question {
    case .probe(let arguments): try ask(.probe) { agent, _ in try agent.probe(arguments) }
    case .stage(let order): try ask(.stage, timeout: timeout) { agent, _ in try agent.stage(order) }
    case .apply(let id, let phase, let deadline):
      try ask(.apply, timeout: timeout) { agent, mishap in
        try agent.apply(id, phase, deadline: deadline, killedAfter: mishap?.killedAfter ?? .max)
      }
    case .renew(let id, let deadline):
      try ask(.renew, timeout: timeout) { agent, _ in agent.renew(id, deadline: deadline) }
    case .confirm(let id): try ask(.confirm, timeout: timeout) { agent, _ in try agent.confirm(id) }
    case .revert(let id, let reason): try ask(.revert) { agent, _ in try agent.revert(id, reason) }
    case .status(let id): try ask(.status) { agent, _ in try agent.status(id) }
    case .settle(let id): try ask(.settle) { agent, _ in try agent.settle(id) }
    case .list: try ask(.list) { agent, _ in agent.list }
    case .show(let id): try ask(.show) { agent, _ in try agent.kept(id) }
    case .connections: try ask(.connections) { [counts = inner.withLock { $0.connections }] _, _ in counts }
    case .hold(let work, _, _): hold(work)
    case .release: release()
    case .evidence: ProbeOutput(sections: [])
    case .traces: try ask(.show) { _, _ in HostTraces(now: 0, bootedAt: 0) }
    case .purge: try ask(.settle) { agent, _ in agent.purge() }
    }
  }

  /// How long the next phase takes before it begins.
  private var slowness: Duration? {
    inner.withLock { inner in
      let time = inner.asked[.apply, default: 0] + 1
      return inner.mishaps.lazy.filter { $0.verb == .apply && $0.time == time }.compactMap(\.slowness).first
    }
  }

  func reach(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    let isNew = inner.withLock { $0.agent.mistake != .confirmsOverOldConnection }
    return try ask(.reach, overNew: isNew) { agent, _ in try agent.status(id) }
  }

  private func hold(_ work: HeldWork) -> HeldReply {
    inner.withLock { $0.steering = FakeSteering(work) }
    return .held
  }

  private func release() -> HeldReply {
    inner.withLock { inner in
      defer { inner.steering = nil }
      return inner.steering.map { .released($0.lines) } ?? .refused("nothing is held")
    }
  }

  /// Where a director sends a packet of a connection that is held.
  func steer(_ source: Endpoint, to vip: Endpoint) -> IPv4Address? {
    inner.withLock { inner in
      let addresses = inner.agent.system.kernel.devices.values.flatMap(\.addresses)
      return addresses.contains { $0.address == vip.address } ? inner.steering?.take(source) : nil
    }
  }

  func disconnect() async { inner.withLock { $0.isConnected = false } }
}

extension Mishap {
  fileprivate var slowness: Duration? { if case .slow(let time) = effect { time } else { nil } }

  fileprivate var killsMidway: Bool {
    switch effect {
    case .lostMidway, .controllerDiesMidway: true
    default: false
    }
  }

  fileprivate var killedAfter: Int? { if case .lostMidway(let steps) = effect { steps } else { nil } }
}
