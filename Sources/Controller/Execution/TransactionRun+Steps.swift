import Drivers
import HostAgent
import Model
import Planning

/// What is done on one host, each ending in one event.
extension TransactionRun {
  typealias HostEvent = ClusterTransaction.Event

  /// Arms a host, if it is still as the plan found it.
  func stage(_ member: Fleet.Member, _ plan: HostPlan) async -> HostEvent {
    let host = member.host
    noteWord(to: host)
    do throws(HostFailure) {
      let reply = try await member.channel.ask(
        .stage(
          TransactionOrder(id, plan, member, options), timeout: options.stageLimit))
      if let taken = reply.takenOver { watch(host, .tookOver(taken.id, owner: taken.owner)) }
      guard case .reached(.armed, _) = reply.outcome else { return refuse(host, reply) }
      guard let report = reply.report else { return .failed(host) }
      let moved = plan.moved(try HostView(report, of: member).state)
      guard moved.isEmpty else {
        note(host, .moved(moved.map(\.thing)))
        _ = try await member.channel.ask(.revert(id, reason: "moved"))
        return .failed(host)
      }
      watch(host, .armed)
      return .armed(host)
    } catch { return fail(host, error) }
  }

  /// Runs a phase and looks whether the host is then as it should be.
  func apply(_ member: Fleet.Member, _ plan: HostPlan, _ phase: Phase) async -> HostEvent {
    let host = member.host
    do throws(HostFailure) {
      let deadline = deadline(of: host)
      noteWord(to: host)
      let reply = try await member.channel.ask(
        .apply(
          id, phase, deadline: deadline, timeout: options.applyLimit))
      guard case .reached(.applied, _) = reply.outcome else { return refuse(host, reply) }
      watch(host, .applied(phase))
      guard try verify(reply, member, plan, after: phase) else { return .failed(host) }
      watch(host, .verified(phase))
      return .applied(host, phase)
    } catch { return fail(host, error) }
  }

  /// Looks over a new connection whether a host still waits: whether one can be made is what a change of the network puts
  /// in doubt.
  func reach(_ member: Fleet.Member) async -> HostEvent {
    let host = member.host
    do throws(HostFailure) {
      guard let status = try await member.channel.reach(id), !status.state.isSettled, status.isGuarded else {
        note(host, .refused(.state, text: "the host does not wait any more"))
        return .failed(host)
      }
      return .reached(host)
    } catch {
      // Where no new connection can be made, the old one is as it was, for the way back.
      note(host, .failure(error))
      return .failed(host)
    }
  }

  /// Confirms over the connection that was made after the last change.
  func confirm(_ member: Fleet.Member, _ plan: HostPlan) async -> HostEvent {
    let host = member.host
    do throws(HostFailure) {
      let reply = try await member.channel.ask(.confirm(id, timeout: options.confirmLimit))
      guard case .reached(.confirmed, _) = reply.outcome else { return refuse(host, reply) }
      _ = try verify(reply, member, plan, after: nil)
      watch(host, .confirmed)
      return .confirmed(host)
    } catch { return fail(host, error) }
  }

  /// Whether all is as the plan wants it after a phase; what is not is noted.
  private func verify(
    _ reply: VerbReply, _ member: Fleet.Member, _ plan: HostPlan, after phase: Phase?
  ) throws(HostFailure) -> Bool {
    guard let report = reply.report else { return false }
    let unfinished = plan.unfinished(try HostView(report, of: member).state, after: phase)
    if !unfinished.isEmpty { note(member.host, .unfinished(unfinished.map(\.thing))) }
    return unfinished.isEmpty
  }

  /// Waits until nobody is connected any more to what is to go, or its time is over.
  func drain(_ member: Fleet.Member, _ plan: HostPlan) async -> HostEvent {
    let end = time.elapsed() + .seconds(options.drainTimeout)
    while true {
      let left = time.secondsLeft(until: end)
      let connections = await connections(member, plan)
      watch(member.host, .draining(connections: connections, secondsLeft: left))
      if connections == 0 || left == 0 || machine.isFailing { return .drained(member.host) }
      await time.sleep(.seconds(1))
      if let trouble = await renewWhileDraining(member) { return trouble }
    }
  }

  /// The connections that would be cut, or nil if the host does not say.
  private func connections(_ member: Fleet.Member, _ plan: HostPlan) async -> Int? {
    var sum = 0
    for service in plan.drainedServices {
      let question = member.driver.connectionArguments(of: service)
      guard let counts = try? await member.channel.ask(.connections(question)) else { return nil }
      sum += counts.filter { plan.leaving.contains($0.destination) }.map(\.active).reduce(0, +)
    }
    return sum
  }

  // MARK: - What went wrong

  func refuse(_ host: HostName, _ reply: VerbReply) -> HostEvent {
    switch reply.outcome {
    case .refused(let reason, let text): note(host, refusal(reply, reason, text))
    case .moved(let title): note(host, .moved([title]))
    case .stepFailed(let title, let status, let output):
      note(host, .stepFailed(title: title, status: status, output: output))
    case .reached(let state, let reason):
      let why = reason.map { " (\($0))" } ?? ""
      note(host, .refused(.state, text: "the transaction is \(state.rawValue)\(why)"))
    case .purged: note(host, .refused(.state, text: "the host has forgotten the transaction"))
    }
    return .failed(host)
  }

  private func refusal(_ reply: VerbReply, _ reason: RefusalReason, _ text: String) -> RunProblem {
    guard let locked = reply.locked else {
      return reason == .locked ? .locked(nil, owner: text, created: 0, secondsLeft: 0) : .refused(reason, text: text)
    }
    return .locked(locked.id, owner: locked.owner, created: locked.created, secondsLeft: locked.secondsLeft)
  }

  func fail(_ host: HostName, _ failure: HostFailure) -> HostEvent {
    if let limit = failure.lastedTooLong, [options.stageLimit, options.applyLimit].contains(limit) {
      note(host, .lasted(limit, deadline: options.deadline))
    } else {
      note(host, .failure(failure))
    }
    guard failure.mayHaveRun || failure.wasLostOnTheWay else { return .failed(host) }
    renewals.lost[host] = time.elapsed()
    return .lost(host)
  }
}
