import Drivers
import HostAgent
import Model
import Planning
import Transport

/// Carries a transaction out: it does what `ClusterTransaction` says, and tells it what came of it.
///
/// There is no decision here. What a host answers becomes an event; the state machine says what follows.
package actor TransactionRun {
  package typealias Watcher = @Sendable (HostName, HostProgress) -> Void

  private typealias Event = ClusterTransaction.Event

  package let id: TransactionID
  let fleet: Fleet
  let plans: [HostName: HostPlan]
  let options: RunOptions
  let time: TimeSource
  private let gate: ProofGate?
  let watch: Watcher

  private(set) var machine: ClusterTransaction
  private var problems: [(host: HostName, problem: RunProblem)] = []
  private var unproven: Set<HostName> = []
  private var memory = ProofMemory()
  /// The proof that is under way.
  private var proving: Task<[PathProof], Never>?
  private var didApply = false
  private(set) var isInterrupted = false
  var renewals = Renewals()
  private let events: AsyncStream<Event>
  private let continuation: AsyncStream<Event>.Continuation

  /// A run for plans that are not empty, of members of the fleet; `watch` is told what happens, on any thread.
  ///
  /// Without a gate nothing is proven by packets.
  package init(
    id: TransactionID, plans: [HostPlan], fleet: Fleet, options: RunOptions,
    gate: ProofGate? = nil, time: TimeSource = .live, watch: @escaping Watcher
  ) {
    let plans = servedUntilMoved(plans)
    self.id = id
    self.fleet = fleet
    self.plans = Dictionary(uniqueKeysWithValues: plans.map { ($0.host, $0) })
    self.options = options
    self.time = time
    self.gate = gate
    self.watch = watch
    machine = ClusterTransaction(
      plans.map { plan in
        .init(host: plan.host, phases: plan.phases, drains: !plan.drainedServices.isEmpty && options.drainTimeout > 0)
      }, proofs: gate?.rounds ?? [])
    (events, continuation) = AsyncStream.makeStream()
  }

  /// Runs to the end; every host is then known to be old or new, or named as one that is not.
  package func run() async -> RunReport {
    let renewing = Task { await keepWatchdogsWaiting() }
    defer {
      renewing.cancel()
      renewals.round?.cancel()
    }
    let outcome = await withTaskGroup(of: Void.self) { group in
      var actions = machine.start()
      var iterator = events.makeAsyncIterator()
      while true {
        for action in actions {
          if case .finish(let outcome) = action { return outcome }
          group.addTask { await self.perform(action) }
        }
        guard let event = await iterator.next() else { return ClusterTransaction.Outcome.rollbackFailed }
        actions = machine.handle(event)
        if machine.isFailing { proving?.cancel() }
      }
    }
    return RunReport(
      id: id, outcome: outcome, endings: machine.results, problems: problems, unproven: unproven,
      unprovenPaths: gate?.unproven(memory) ?? [], didApply: didApply, wasInterrupted: isInterrupted)
  }

  /// Stops as soon as that leaves every host wholly old or wholly new.
  package func interrupt() {
    isInterrupted = true
    post(.interrupted)
  }

  /// Tells the state machine what happened.
  nonisolated func post(_ event: ClusterTransaction.Event) { continuation.yield(event) }

  private func perform(_ action: ClusterTransaction.Action) async {
    switch action {
    case .stage(let hosts): await further(hosts) { await self.stage($0, $1) }
    case .apply(let hosts, let phase):
      didApply = true
      await further(hosts) { await self.apply($0, $1, phase) }
    case .prove(let round): post(await prove(round))
    case .drain(let hosts): await further(hosts) { await self.drain($0, $1) }
    case .reach(let hosts):
      // Meanwhile they wait, and hear of the controller over their old connections.
      await onEach(hosts) { member, _ in await self.further(with: member) { await self.reach(member) } }
    case .confirm(let hosts):
      renewals.confirming.formUnion(hosts)
      await further(hosts) { await self.confirm($0, $1) }
    case .inquire(let hosts): await each(hosts) { await self.inquire($0, $1) }
    case .revert(let hosts): await each(hosts) { member, _ in await self.takeBack(member) }
    case .recover(let hosts): await each(hosts) { member, _ in await self.recover(member) }
    case .finish: break
    }
  }

  private func prove(_ round: ClusterTransaction.ProofRound) async -> Event {
    guard let gate else { return .proven }
    var proofs = await tryOut(round, gate)
    let end = time.elapsed() + (options.routePatience ?? .zero)
    while !machine.isFailing, time.secondsLeft(until: end) > 0, let vip = unroutedVIP(proofs, round, gate) {
      for host in plans.keys where plans[host]?.brings(vip) == true {
        watch(host, .awaitingRoute(vip, secondsLeft: time.secondsLeft(until: end)))
      }
      await (options.untilRouted ?? { await self.time.sleep(.seconds(5)) })()
      proofs = await tryOut(round, gate)
    }
    gate.note(proofs, round, in: &memory)
    // What it met then may be what another host takes back already.
    let stopping = machine.isFailing ? [] : proofs.filter { gate.stops($0, round, memory) }
    for proof in stopping {
      guard let layer = proof.brokenLayer else { continue }
      if !layer.isBeforeDirector { unproven.insert(proof.path.realserver) }
      note(layer.isBeforeDirector ? layer.host : proof.path.realserver, .unproven(proof.path, layer))
    }
    return stopping.isEmpty ? .proven : .unproven
  }

  private func tryOut(_ round: ClusterTransaction.ProofRound, _ gate: ProofGate) async -> [PathProof] {
    let (watch, memory) = (self.watch, self.memory)
    let task = Task { await gate.prove(round, memory) { watch($0.path.realserver, .proof($0)) } }
    proving = task
    defer { proving = nil }
    return await task.value
  }

  /// A VIP that the network does not bring to a director, if that is all that is in the way.
  private func unroutedVIP(
    _ proofs: [PathProof], _ round: ClusterTransaction.ProofRound, _ gate: ProofGate
  ) -> IPv4Address? {
    let isOther = proofs.contains { gate.stops($0, round, memory) && !$0.isUnrouted }
    return isOther ? nil : proofs.first(where: \.isUnrouted)?.path.vip
  }

  private func further(
    _ hosts: [HostName], _ work: @escaping @Sendable (Fleet.Member, HostPlan) async -> Event
  ) async {
    await each(hosts) { member, plan in await self.further(with: member) { await work(member, plan) } }
  }

  private func each(
    _ hosts: [HostName], _ work: @escaping @Sendable (Fleet.Member, HostPlan) async -> Event
  ) async {
    await onEach(hosts) { member, plan in await self.busy(with: member) { await work(member, plan) } }
  }

  private func onEach(
    _ hosts: [HostName], _ work: @escaping @Sendable (Fleet.Member, HostPlan) async -> Event
  ) async {
    let pairs = hosts.compactMap { host in fleet[host].flatMap { member in plans[host].map { (member, $0) } } }
    _ = await fleet.fanout.map(pairs) { member, plan in self.post(await work(member, plan)) }
  }

  func note(_ host: HostName, _ problem: RunProblem) {
    problems.append((host, problem))
    watch(host, .problem(problem))
  }
}

extension HostPlan {
  /// Whether the host gets this VIP as a director.
  fileprivate func brings(_ vip: IPv4Address) -> Bool {
    changes.contains { change in
      guard let service = change[Services.self] else { return false }
      return service.from == nil && service.key.vip == .v4(vip)
    }
  }

  /// The services that lose a destination to which clients may still be connected.
  package var drainedServices: Set<ServiceKey> {
    Set(
      schedule.compactMap { scheduled in
        guard let part = scheduled.change[Destinations.self], scheduled.phase == .direct,
          let from = part.from, let to = part.to, from.weight > 0, to.weight == 0,
          changes.contains(where: { $0[Destinations.self].map { $0.key == part.key && $0.to == nil } ?? false })
        else { return nil }
        return part.key.service
      })
  }

  /// The destinations that are to go.
  package var leaving: Set<String> {
    Set(
      changes.compactMap { change in
        change[Destinations.self].flatMap { $0.to == nil ? $0.key.description : nil }
      })
  }
}
