import HostAgent
import Model
import Planning

/// What is known of the controller's last word to each host.
struct Renewals {
  /// When the time of its watchdog began.
  var lastWord: [HostName: Duration] = [:]
  /// The hosts that something is asked of.
  var busy: Set<HostName> = []
  /// All those that wait are being told that the controller is there.
  var round: Task<Bool, Never>?
  /// Since when the change has failed and waits for hosts that are still at work.
  var failing: Duration?
  /// Since when nobody knows what a host did.
  var lost: [HostName: Duration] = [:]
  /// The hosts that were asked to confirm, and of which it is not known what they did.
  var confirming: Set<HostName> = []
}

/// A host takes a change back when it has not heard of the controller for so long; while hosts wait for others, they hear
/// that it is still there.
///
/// A host that is busy hears nothing: its own answer is what is waited for. One that does not answer stops the change
/// before its watchdog does, and until that is known the others hear nothing either: so whatever happens to the
/// controller, the last words to any two hosts are less apart than their deadlines (see `Part`).
extension TransactionRun {
  /// After so long without a word a host is told: the hosts' deadlines are apart by twice as much (see `Part`).
  private var interval: Duration { .seconds(options.deadline) / 8 }

  /// For so long an answer is waited for; a host that is late must not be late by as much as deadlines are apart.
  private var patience: Duration { max(interval * 3 / 2, .seconds(3)) }

  /// Until the task is cancelled.
  func keepWatchdogsWaiting() async {
    await time.every(interval / 4) { await self.tick() }
  }

  /// For how many seconds a host waits, from its last word on.
  func deadline(of host: HostName) -> Int { machine.deadline(of: host, longest: options.deadline) }

  /// Takes a host a step further, unless another one has fallen silent: a host that hears of the controller goes back
  /// later than one that does not, and must not be the one that has to go back first.
  func further(with member: Fleet.Member, _ work: @Sendable () async -> HostEvent) async -> HostEvent {
    guard await waitingHaveHeard() else { return .failed(member.host) }
    let event = await work()
    switch event {
    case .armed, .applied, .drained, .reached:
      return await waitingHaveHeard() ? await renewIfDue(member) ?? event : event
    default: return event
    }
  }

  /// Asks something of a host, with nothing else asked of it meanwhile.
  func busy(with member: Fleet.Member, _ work: @Sendable () async -> HostEvent) async -> HostEvent {
    renewals.busy.insert(member.host)
    _ = await roundIsOver()
    let event = await work()
    renewals.busy.remove(member.host)
    return event
  }

  /// Whether all that wait have heard of the controller within the last interval.
  private func waitingHaveHeard() async -> Bool {
    guard await roundIsOver() else { return false }
    beginRound()
    return await roundIsOver()
  }

  /// Waits until those that are being told that the controller is there have answered; whether they did.
  private func roundIsOver() async -> Bool { await renewals.round?.value ?? true }

  /// The host's watchdog has begun to count.
  func noteWord(to host: HostName) { renewals.lastWord[host] = time.elapsed() }

  /// Tells a host that drains that the controller is there, if no other is silent.
  func renewWhileDraining(_ member: Fleet.Member) async -> HostEvent? {
    await roundIsOver() ? await renewIfDue(member) : nil
  }

  /// Tells a host that the controller is there, if it has not heard of it for long.
  /// - Returns: What went wrong, if something did.
  private func renewIfDue(_ member: Fleet.Member) async -> HostEvent? {
    let now = time.elapsed()
    guard let last = renewals.lastWord[member.host], now - last >= interval else { return nil }
    do throws(HostFailure) {
      let reply = try await member.channel.ask(.renew(id, deadline: deadline(of: member.host), timeout: patience))
      guard case .reached(let state, _) = reply.outcome, !state.isSettled else { return refuse(member.host, reply) }
      renewals.lastWord[member.host] = now
      return nil
    } catch { return Task.isCancelled ? nil : fail(member.host, error) }
  }

  private func tick() async {
    beginRound()
    await breakOffIfFailing()
    for host in renewals.confirming where isSilent(host, for: interval * 4) {
      renewals.confirming.remove(host)
      post(.doubtful(host))
    }
  }

  /// A host that takes long holds up the way back: after a while it is left to its own, and found again in its turn.
  private func breakOffIfFailing() async {
    guard machine.isFailing, !machine.isGoingBack, renewals.confirming.isEmpty else { return renewals.failing = nil }
    guard let since = renewals.failing else { return renewals.failing = time.elapsed() }
    guard time.elapsed() - since >= interval * 2 else { return }
    for host in renewals.busy { await fleet[host]?.channel.disconnect() }
  }

  /// Whether it is not known for so long what a host did that was asked to confirm.
  ///
  /// After an eighth of the longest deadline the others hear no more, so that whatever happens to the controller they go
  /// back before that host may; after a half they are taken back.
  private func isSilent(_ host: HostName, for time: Duration) -> Bool {
    guard machine.results[host] == nil, let last = renewals.lastWord[host] else { return false }
    return self.time.elapsed() - last >= time
  }

  /// Tells the hosts that wait, those first that go back last, and no other before these have answered: so of two hosts
  /// the one that has to go back first never has the later word by much.
  private func beginRound() {
    guard renewals.round == nil, !renewals.confirming.contains(where: { isSilent($0, for: interval) }) else { return }
    renewals.round = Task {
      defer { renewals.round = nil }
      for turn in Turn.allCases.reversed() {
        guard await renewAll(turn) else { return false }
      }
      return true
    }
  }

  /// Whether all hosts of a turn have heard of the controller lately.
  private func renewAll(_ turn: Turn) async -> Bool {
    let idle = machine.waitingForOthers.subtracting(renewals.busy).filter { machine.turnBack(of: $0) == turn }
    let tasks = idle.compactMap { fleet[$0] }.map { member in Task { (member.host, await self.renewIfDue(member)) } }
    var haveAll = true
    for task in tasks {
      let (host, trouble) = await task.value
      guard trouble != nil else { continue }
      haveAll = false
      post(.silent(host))
    }
    return haveAll
  }
}
