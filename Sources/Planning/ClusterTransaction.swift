import Model

/// The course of one change over several hosts: a state machine that is told what happened and says what to do next.
///
/// It knows no network and no clock. All hosts are armed before the first change; a phase is over on all hosts before
/// the next one begins; all is verified before the first confirm; confirms go in an order in which every beginning of
/// it leaves a cluster that serves. After a failure every host is taken back that has not been confirmed, in an order in
/// which no director sends to a realserver that is not ready, and the transaction is over when it is known of each host
/// where it ended.
package struct ClusterTransaction: Hashable, Sendable {
  /// What a host has to go through.
  package struct Participant: Hashable, Sendable {
    package var host: HostName
    package var phases: [Phase]
    /// Whether destinations have to be drained there before the withdrawal.
    package var drains: Bool

    package init(host: HostName, phases: [Phase], drains: Bool) {
      self.host = host
      self.phases = phases
      self.drains = drains
    }
  }

  /// What happened.
  package enum Event: Hashable, Sendable {
    case armed(HostName)
    /// A host ran a phase, and was seen to be as the phase leaves it.
    case applied(HostName, Phase)
    case drained(HostName)
    case confirmed(HostName)
    /// A host said no, or a step failed, or it is not as it should be; it can be reached.
    case failed(HostName)
    /// Nobody knows what the host did: the connection was lost.
    case lost(HostName)
    /// A host's transaction ended so, or was found to have ended so.
    case ended(HostName, Ending)
    /// The operator wants it to stop.
    case interrupted
  }

  /// How a host's transaction ended, other than by a confirm that went as planned.
  package enum Ending: String, Hashable, Sendable {
    case confirmed, reverted, revertFailed
    /// It could not be reached before its deadline had long passed.
    case unknown
    /// It never had a transaction.
    case untouched
  }

  /// What to do next.
  package enum Action: Hashable, Sendable {
    case stage([HostName])
    case apply([HostName], Phase)
    case drain([HostName])
    case confirm([HostName])
    /// Take the transaction back on a host that can be reached.
    case revert([HostName])
    /// Reach a host again, take its transaction back unless it is confirmed, and say how it ended.
    case recover([HostName])
    case finish(Outcome)
  }

  /// How it all ended.
  package enum Outcome: Hashable, Sendable {
    case confirmed
    /// Every host is as it was.
    case rolledBack
    /// Some hosts are confirmed and the others are as they were.
    case partlyConfirmed
    /// Of at least one host it is not known that it is wholly old or wholly new.
    case rollbackFailed
  }

  private enum Stage: Hashable {
    case idle, staging, applying(Phase), draining, confirming(Int), goingBack, finished
  }

  private let participants: [Participant]
  private var stage = Stage.idle
  /// The hosts that the current stage waits for.
  private var waiting: Set<HostName> = []
  private var armed: Set<HostName> = []
  /// The hosts that nobody knows anything of; on the way back they are being searched for.
  private var lost: Set<HostName> = []
  /// The hosts whose turn on the way back is still to come.
  private var groupsToGoBack: [[HostName]] = []
  private var endings: [HostName: Ending] = [:]
  private var isFailing = false

  package init(_ participants: [Participant]) { self.participants = participants }

  /// How each host ended, as far as it is known.
  package var results: [HostName: Ending] { endings }

  /// The hosts whose watchdogs have to wait for the others; on the way back none has to.
  package var waitingForOthers: Set<HostName> {
    stage == .goingBack ? [] : armed.filter { endings[$0] == nil && !lost.contains($0) }
  }

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
    case .applied(let host, _), .drained(let host): waiting.remove(host)
    case .confirmed(let host): end(host, .confirmed)
    case .failed(let host):
      isFailing = true
      if stage == .staging { end(host, .untouched) }
      waiting.remove(host)
    case .lost(let host): return lose(host)
    case .ended(let host, let ending):
      if ending != .confirmed { isFailing = true }
      end(host, ending)
    case .interrupted:
      // What is being confirmed is finished: that is sooner over than taking it back.
      if case .confirming = stage { return [] }
      isFailing = true
    }
    return waiting.isEmpty ? advance() : []
  }

  /// In a confirm, and on the way back, it has to be known at once what became of the host.
  private mutating func lose(_ host: HostName) -> [Action] {
    if case .confirming = stage { return [.recover([host])] }
    isFailing = true
    lost.insert(host)
    waiting.remove(host)
    let search: [Action] = stage == .goingBack ? [.recover([host])] : []
    return search + (waiting.isEmpty ? advance() : [])
  }

  private mutating func end(_ host: HostName, _ ending: Ending) {
    endings[host] = ending
    lost.remove(host)
    waiting.remove(host)
  }

  // MARK: - What comes next

  private mutating func advance() -> [Action] {
    switch stage {
    case .idle, .finished: []
    case .goingBack: goFurtherBack()
    case _ where isFailing: goBack()
    case .staging: apply(after: nil)
    case .applying(let phase): phase == .direct ? drain() : apply(after: phase)
    case .draining: apply(after: .direct)
    case .confirming(let group): confirm(group + 1)
    }
  }

  private mutating func apply(after last: Phase?) -> [Action] {
    let next = Phase.allCases.first { phase in
      (last.map { phase > $0 } ?? true) && participants.contains { $0.phases.contains(phase) }
    }
    guard let next else { return confirm(0) }
    return enter(.applying(next), participants.filter { $0.phases.contains(next) }.map(\.host)) { .apply($0, next) }
  }

  private mutating func drain() -> [Action] {
    let draining = participants.filter(\.drains).map(\.host)
    guard !draining.isEmpty else { return apply(after: .direct) }
    return enter(.draining, draining) { .drain($0) }
  }

  /// The groups in which hosts are confirmed: first those that something new stands on, then the directors, then those
  /// that only lose what no director uses any more.
  private var groups: [[HostName]] {
    let others = participants.filter { !isDirector($0) }
    return [
      others.filter { $0.phases != [.teardown] }, participants.filter(isDirector),
      others.filter { $0.phases == [.teardown] },
    ].map { $0.map(\.host) }
  }

  private mutating func confirm(_ group: Int) -> [Action] {
    guard let next = groups.indices.first(where: { $0 >= group && !groups[$0].isEmpty }) else { return finish() }
    return enter(.confirming(next), groups[next]) { .confirm($0) }
  }

  /// Takes every host back that is armed and not confirmed, and finds out about those that were lost.
  private mutating func goBack() -> [Action] {
    // A host that was lost before anything was applied may be armed; its watchdog then has nothing to take back.
    if stage == .staging { lost.forEach { end($0, .untouched) } }
    stage = .goingBack
    let open = participants.map(\.host).filter { endings[$0] == nil && armed.contains($0) }
    groupsToGoBack = groupsBackwards.map { $0.filter { open.contains($0) && !lost.contains($0) } }
    let unreachable = open.filter(lost.contains)
    return (unreachable.isEmpty ? [] : [.recover(unreachable)]) + goFurtherBack()
  }

  /// Takes the next group back.
  ///
  /// Nobody waits for a host that is searched for: the watchdogs of the others would not either.
  private mutating func goFurtherBack() -> [Action] {
    while !groupsToGoBack.isEmpty {
      let group = groupsToGoBack.removeFirst()
      if !group.isEmpty { return enter(.goingBack, group) { .revert($0) } }
    }
    return lost.isEmpty ? finish() : []
  }

  /// The groups in which hosts are taken back: first those that get back what the directors are to use again, then the
  /// directors, then those that lose what the directors have used.
  private var groupsBackwards: [[HostName]] {
    let others = participants.filter { !isDirector($0) }
    return [
      others.filter { $0.phases.contains(.teardown) }, participants.filter(isDirector),
      others.filter { !$0.phases.contains(.teardown) },
    ].map { $0.map(\.host) }
  }

  private func isDirector(_ participant: Participant) -> Bool {
    participant.phases.contains(.direct) || participant.phases.contains(.withdraw)
  }

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
