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
      let reply = try await member.channel.revert(id, reason: "controller")
      switch reply.outcome {
      case .reached(let state, _): return ended(host, state)
      case .refused(reason: "unknown", _): return .ended(host, .untouched)
      default:
        note(host, .refused(reason: "revert", text: "the host did not take the transaction back"))
        return ended(host, .revertFailed)
      }
    } catch { return .lost(host) }
  }

  /// Reaches a host again and finds out what became of it; a host that cannot be reached takes the transaction back
  /// by itself at its deadline, so it is asked until some time after that.
  func recover(_ member: Fleet.Member) async -> HostEvent {
    let end = time.elapsed() + .seconds(options.deadline + Self.grace)
    while true {
      await member.channel.disconnect()
      let left = time.secondsLeft(until: end)
      watch(member.host, .searching(secondsLeft: left))
      if let event = await ask(member) { return event }
      if left == 0 { return .ended(member.host, .unknown) }
      await time.sleep(.seconds(1))
    }
  }

  /// The end of the transaction on a host that can be reached, or nil if it is not over or nobody answers.
  private func ask(_ member: Fleet.Member) async -> HostEvent? {
    do throws(HostFailure) {
      guard let status = try await member.channel.status(id) else { return .ended(member.host, .untouched) }
      if status.state.isSettled { return ended(member.host, status.state) }
      guard status.isGuarded else {
        guard let settled = try await member.channel.settle(id), settled.state.isSettled else { return nil }
        return ended(member.host, settled.state)
      }
      guard status.state != .confirming, status.state != .reverting else { return nil }
      let event = await takeBack(member)
      if case .ended = event { return event }
      return nil
    } catch { return nil }
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
