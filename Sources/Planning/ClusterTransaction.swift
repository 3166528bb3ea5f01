import Model

/// The course of one change over several hosts: a state machine that is told what happened and says what to do next.
///
/// It knows no network and no clock. All hosts are armed before the first change; a phase is over on all hosts before
/// the next one begins; all is verified, data paths are proven where that is wanted, and every host is reached over a
/// new connection, before the first confirm; confirms go in an order in which every beginning of it leaves a cluster that
/// serves. After a failure every host is taken back that has not been confirmed, in an order in which no director sends
/// to a realserver that is not ready, and the transaction is over when it is known of each host where it ended. The watchdogs of the hosts keep the same order if the controller dies (see `Part`).
package struct ClusterTransaction: Hashable, Sendable {
  private enum Stage: Hashable {
    case idle, staging, applying(Phase), proving(ProofRound), draining, reaching, confirming(Turn), goingBack(Turn),
      finished
  }

  private let participants: [Participant]
  private let parts: [HostName: Part]
  private var stage = Stage.idle
  /// The rounds of proof that are still to come.
  private var proofs: Set<ProofRound>
  /// Whether a round is under way; no stage begins before it is over.
  private var isProving = false
  /// The hosts that the current stage waits for.
  private var waiting: Set<HostName> = []
  private var armed: Set<HostName> = []
  /// The hosts that nobody knows anything of; on the way back each is searched for when its turn comes.
  private var lost: Set<HostName> = []
  /// The hosts whose confirm takes so long that the others go back; an event of theirs is still to come.
  private var doubted: Set<HostName> = []
  /// The hosts that nobody waits for any more but for their end.
  private var overdue: Set<HostName> = []
  /// The hosts that have begun to lose what the change takes from them.
  private var tearingDown: Set<HostName> = []
  private var endings: [HostName: Ending] = [:]
  /// Whether something went wrong, or the operator wants it to stop: nothing new is begun.
  package private(set) var isFailing = false

  /// A change that these hosts have a part in, and in the course of which these proofs are wanted.
  package init(_ participants: [Participant], proofs: Set<ProofRound> = []) {
    self.participants = participants
    self.proofs = proofs
    parts = Dictionary(uniqueKeysWithValues: participants.map { ($0.host, Part($0.phases)) })
  }

  /// How each host ended, as far as it is known.
  package var results: [HostName: Ending] { endings }

  /// The hosts whose watchdogs have to wait for the others; after a failure none has to.
  package var waitingForOthers: Set<HostName> {
    isFailing ? [] : armed.filter { endings[$0] == nil && !lost.contains($0) }
  }

  /// When a host is taken back.
  package func turnBack(of host: HostName) -> Turn {
    part(of: host).turnBack(tearsDown: tearingDown.contains(host))
  }

  /// For how many seconds a host has to wait for a word, if the longest wait is that long.
  package func deadline(of host: HostName, longest: Int) -> Int {
    part(of: host).deadline(longest, tearsDown: tearingDown.contains(host))
  }

  /// Whether hosts are being taken back, those of one turn after those of another.
  package var isGoingBack: Bool { if case .goingBack = stage { true } else { false } }

  /// Begins.
  package mutating func start() -> [Action] {
    enter(.staging, participants.map(\.host)) { .stage($0) }
  }

  /// Takes note of an event.
  package mutating func handle(_ event: Event) -> [Action] {
    switch event {
    case .armed(let host):
      armed.insert(host)
      waiting.remove(host)
    case .applied(let host, _), .drained(let host), .reached(let host): waiting.remove(host)
    case .confirmed(let host): end(host, .confirmed)
    case .failed(let host): return fail(host)
    case .lost(let host): return lose(host)
    case .silent(let host): noteSilence(of: host)
    case .doubtful(let host): noteDoubt(of: host)
    case .overdue(let host):
      overdue.insert(host)
      if isGoingBack { waiting.remove(host) }
    case .ended(let host, let ending):
      if ending != .confirmed { isFailing = true }
      end(host, ending)
    case .proven: isProving = false
    case .unproven:
      isProving = false
      isFailing = true
    case .interrupted:
      // What is being confirmed is finished: that is sooner over than taking it back.
      if case .confirming = stage { return [] }
      isFailing = true
    }
    return waiting.isEmpty ? advance() : []
  }

  /// In a confirm it has to be known what became of the host before anything else is done.
  private mutating func lose(_ host: HostName) -> [Action] {
    if case .confirming = stage { return [.inquire([host])] }
    isFailing = true
    lost.insert(host)
    doubted.remove(host)
    if isGoingBack { return waiting.contains(host) ? [.recover([host])] : [] }
    waiting.remove(host)
    return waiting.isEmpty ? advance() : []
  }

  private mutating func fail(_ host: HostName) -> [Action] {
    isFailing = true
    if stage == .staging { end(host, .untouched) }
    // Its turn has come while it was being asked to confirm.
    if doubted.remove(host) != nil, isGoingBack, waiting.contains(host) { return [.revert([host])] }
    waiting.remove(host)
    return waiting.isEmpty ? advance() : []
  }

  private mutating func noteDoubt(of host: HostName) {
    guard case .confirming = stage, waiting.remove(host) != nil else { return }
    isFailing = true
    doubted.insert(host)
  }

  private mutating func noteSilence(of host: HostName) {
    // It may have been told to do something since, and then that tells what became of it.
    guard waitingForOthers.contains(host), !waiting.contains(host) || stage == .reaching else { return }
    isFailing = true
    lost.insert(host)
  }

  private mutating func end(_ host: HostName, _ ending: Ending) {
    endings[host] = ending
    lost.remove(host)
    doubted.remove(host)
    waiting.remove(host)
  }

  // MARK: - What comes next

  private mutating func advance() -> [Action] {
    switch stage {
    case .idle, .finished: []
    case .proving where isProving: []
    case .goingBack(let turn): goFurtherBack(after: turn)
    case _ where isFailing: goBack()
    case .staging: apply(after: nil)
    case .applying(.direct): prove(.ofNewVIPs) ?? drain()
    case .applying(let phase): apply(after: phase)
    case .proving(.beforeClients): apply(after: .build)
    case .proving(.ofNewVIPs): drain()
    case .proving(.afterRemovals): reach()
    case .draining: apply(after: .direct)
    case .reaching: confirm(from: .first)
    case .confirming(let turn): confirm(from: turn.next)
    }
  }

  private mutating func apply(after last: Phase?) -> [Action] {
    let next = Phase.allCases.first { phase in
      (last.map { phase > $0 } ?? true) && participants.contains { $0.phases.contains(phase) }
    }
    if next.map({ $0 > .build }) ?? true, let actions = prove(.beforeClients) { return actions }
    guard let next else { return prove(.afterRemovals) ?? reach() }
    let hosts = participants.filter { $0.phases.contains(next) }.map(\.host)
    if next == .teardown { tearingDown.formUnion(hosts) }
    return enter(.applying(next), hosts) { .apply($0, next) }
  }

  private mutating func reach() -> [Action] { enter(.reaching, participants.map(\.host)) { .reach($0) } }

  /// Nil if there is nothing to be proven then.
  private mutating func prove(_ round: ProofRound) -> [Action]? {
    guard proofs.remove(round) != nil else { return nil }
    stage = .proving(round)
    isProving = true
    return [.prove(round)]
  }

  private mutating func drain() -> [Action] {
    let draining = participants.filter(\.drains).map(\.host)
    guard !draining.isEmpty else { return apply(after: .direct) }
    return enter(.draining, draining) { .drain($0) }
  }

  /// Confirms the hosts of a turn, or of the next one that has any.
  private mutating func confirm(from turn: Turn?) -> [Action] {
    guard let turn else { return finish() }
    let hosts = participants.map(\.host).filter { part(of: $0).turn == turn }
    return hosts.isEmpty ? confirm(from: turn.next) : enter(.confirming(turn), hosts) { .confirm($0) }
  }

  /// Takes every host back that is armed and not confirmed, and finds out about those that were lost.
  private mutating func goBack() -> [Action] {
    // A host that was lost before anything was applied may be armed; its watchdog then has nothing to take back.
    if stage == .staging { lost.forEach { end($0, .untouched) } }
    return goBack(from: .first)
  }

  private mutating func goFurtherBack(after turn: Turn) -> [Action] {
    guard let next = turn.next else { return lost.isEmpty && doubted.isEmpty ? finish() : [] }
    return goBack(from: next)
  }

  /// Takes the hosts of a turn back; those of them that nothing is known of are waited for until they are overdue, for
  /// until then they may be as the change wants them.
  private mutating func goBack(from turn: Turn) -> [Action] {
    stage = .goingBack(turn)
    let hosts = open.filter { turnBack(of: $0) == turn }
    waiting = Set(hosts).subtracting(overdue)
    let search = hosts.filter(lost.contains)
    let reachable = hosts.filter { !lost.contains($0) && !doubted.contains($0) }
    let actions = (search.isEmpty ? [] : [Action.recover(search)]) + (reachable.isEmpty ? [] : [.revert(reachable)])
    return actions + (waiting.isEmpty ? advance() : [])
  }

  /// The hosts that are armed and have not ended.
  private var open: [HostName] { participants.map(\.host).filter { endings[$0] == nil && armed.contains($0) } }

  private func part(of host: HostName) -> Part { parts[host] ?? .builds }

  private mutating func enter(
    _ next: Stage, _ hosts: [HostName], _ action: ([HostName]) -> Action
  ) -> [Action] {
    stage = next
    waiting = Set(hosts)
    return hosts.isEmpty ? advance() : [action(hosts)]
  }

  private mutating func finish() -> [Action] {
    stage = .finished
    return [.finish(outcome)]
  }

  private var outcome: Outcome {
    let known = participants.map { endings[$0.host] ?? .untouched }
    if known.allSatisfy({ $0 == .confirmed }) { return .confirmed }
    if known.contains(.revertFailed) || known.contains(.unknown) { return .rollbackFailed }
    return known.contains(.confirmed) ? .partlyConfirmed : .rolledBack
  }
}
