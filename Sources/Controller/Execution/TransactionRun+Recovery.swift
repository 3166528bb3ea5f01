import HostAgent
import Model
import Planning

/// How a host comes back to a known state.
extension TransactionRun {
  /// Seconds past the deadline after which a host that does not answer is given up.
  private static let grace = 30

  /// Takes the transaction back on a host that answered last.
  func takeBack(_ member: Fleet.Member) async -> HostEvent {
    let host = member.host
    watch(host, .reverting)
    do throws(HostFailure) {
      let reply = try await member.channel.ask(.revert(id, reason: "controller"))
      switch reply.outcome {
      case .reached(let state, _):
        if let unrecorded = reply.unrecorded {
          let outcome = state == .reverted ? "as it was" : "NOT as it was"
          note(host, .unrecorded("\(outcome); \(unrecorded)"))
        }
        return ended(host, state)
      case .refused(.unknown, _): return .ended(host, .untouched)
      case .refused(let reason, let text):
        note(host, .refused(reason, text: text))
        return ended(host, .revertFailed)
      default:
        note(host, .notTakenBack)
        return ended(host, .revertFailed)
      }
    } catch { return .lost(host) }
  }

  /// Reaches a host again, and takes the transaction back there unless it is confirmed.
  func recover(_ member: Fleet.Member) async -> HostEvent {
    await search(for: member) { status async throws(HostFailure) in
      guard status.isGuarded else { return try await self.settle(member) }
      let event = await self.takeBack(member)
      return if case .ended = event { event } else { nil }
    }
  }

  /// Reaches a host again that was asked to confirm, and asks again unless it did.
  func inquire(_ member: Fleet.Member, _ plan: HostPlan) async -> HostEvent {
    await search(for: member) { _ async throws(HostFailure) in
      // Those that go back before it are not back yet: it is taken back in its turn.
      if await self.machine.isFailing { return .failed(member.host) }
      let event = await self.confirm(member, plan)
      return if case .lost = event { nil } else { event }
    }
  }

  /// Asks a host again and again what became of the transaction, until it is known or was done.
  ///
  /// A host that cannot be reached takes the transaction back by itself at its deadline, so it is asked until some time
  /// after that.
  /// Where the transaction is open, `onOpen` is done; if nothing comes of it, the search goes on.
  private func search(
    for member: Fleet.Member, onOpen: @Sendable (TransactionStatus) async throws(HostFailure) -> HostEvent?
  ) async -> HostEvent {
    let lost = renewals.lost[member.host] ?? time.elapsed()
    let overdue = lost + .seconds(deadline(of: member.host))
    let end = lost + .seconds(options.deadline + Self.grace)
    while true {
      if time.elapsed() > overdue { post(.overdue(member.host)) }
      await member.channel.disconnect()
      let left = time.secondsLeft(until: end)
      watch(member.host, .searching(secondsLeft: left))
      if let event = try? await ask(member, onOpen) { return event }
      if left == 0 { return .ended(member.host, .unknown) }
      await time.sleep(.seconds(1))
    }
  }

  /// The end of the transaction on a host that can be reached, or nil if it is not over.
  private func ask(
    _ member: Fleet.Member, _ onOpen: @Sendable (TransactionStatus) async throws(HostFailure) -> HostEvent?
  ) async throws(HostFailure) -> HostEvent? {
    guard let status = try await member.channel.ask(.status(id)) else { return .ended(member.host, .untouched) }
    if status.state.isSettled { return ended(member.host, status.state) }
    // What the host is at, or was when it was cut off, is finished by itself.
    if [.confirming, .reverting].contains(status.state) {
      return status.isGuarded ? nil : try await settle(member)
    }
    return try await onOpen(status)
  }

  /// Ends a transaction that nobody guards any more.
  private func settle(_ member: Fleet.Member) async throws(HostFailure) -> HostEvent? {
    guard let status = try await member.channel.ask(.settle(id)), status.state.isSettled else { return nil }
    return ended(member.host, status.state)
  }

  private func ended(_ host: HostName, _ state: TransactionState) -> HostEvent {
    switch state {
    case .confirmed:
      watch(host, .confirmed)
      return .ended(host, .confirmed)
    case .reverted:
      watch(host, .reverted)
      return .ended(host, .reverted)
    default:
      watch(host, .revertFailed)
      return .ended(host, .revertFailed)
    }
  }
}
