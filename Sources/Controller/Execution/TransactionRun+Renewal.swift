import HostAgent
import Model
import Planning

/// What is known of the controller's last word to each host.
struct Renewals {
  /// When the time of its watchdog began.
  var lastWord: [HostName: Duration] = [:]
  /// The hosts that something is asked of.
  var busy: Set<HostName> = []
  var underWay: [HostName: Task<Void, Never>] = [:]
}

/// A host takes a change back when it has not heard of the controller for so long; while hosts wait for others, they hear
/// that it is still there.
///
/// A host that is busy hears nothing: its own answer is what is waited for.
extension TransactionRun {
  /// After so long without a word a host is told: early enough for a second try.
  private var interval: Duration { .seconds(options.deadline) / 3 }

  /// Until the task is cancelled.
  func keepWatchdogsWaiting() async {
    await time.every(interval / 4) { await self.renewIdle() }
  }

  /// Asks something of a host, with nothing else asked of it meanwhile.
  func busy(with member: Fleet.Member, _ work: @Sendable () async -> HostEvent) async -> HostEvent {
    renewals.busy.insert(member.host)
    await renewals.underWay[member.host]?.value
    let event = await work()
    switch event {
    case .armed, .applied, .drained: await renewIfDue(member)
    default: break
    }
    renewals.busy.remove(member.host)
    return event
  }

  /// The host's watchdog has begun to count.
  func noteWord(to host: HostName) { renewals.lastWord[host] = time.elapsed() }

  /// Tells a host that the controller is there, if it has not heard of it for long; what goes wrong is found by the next
  /// question.
  func renewIfDue(_ member: Fleet.Member) async {
    let now = time.elapsed()
    guard let last = renewals.lastWord[member.host], now - last >= interval else { return }
    let reply = try? await member.channel.renew(id, timeout: interval)
    if case .reached? = reply?.outcome { renewals.lastWord[member.host] = now }
  }

  /// At most `interval` is waited for an answer: a host that is due meanwhile still has the time for its own.
  private func renewIdle() async {
    let idle = machine.waitingForOthers.subtracting(renewals.busy).compactMap { fleet[$0] }
    for member in idle { renewals.underWay[member.host] = Task { await self.renewIfDue(member) } }
    for member in idle {
      await renewals.underWay[member.host]?.value
      renewals.underWay[member.host] = nil
    }
  }
}
