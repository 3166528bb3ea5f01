import Model
import Planning

/// A transaction with the hosts that it is for, as they really are and whatever anybody knows of them.
struct TransactionWorld: Hashable {
  /// What is true of a host.
  enum Truth: Hashable {
    case bare, armed, changed, confirmed, reverted, broken
  }

  /// One thing that a host was asked and has not answered yet.
  struct Question: Hashable {
    var host: HostName
    var action: HostQuestion
  }

  typealias Machine = ClusterTransaction

  var machine: Machine
  var truth: [HostName: Truth]
  var open: Set<Question> = []
  /// Whether paths are being proven.
  var isProving = false
  var outcome: Machine.Outcome?
  /// Whether something went wrong, or the operator wants it to stop.
  var isTroubled = false
  var wasInterrupted = false
  /// Whether the point of no return is past: a host has been asked to confirm.
  var isConfirming = false
  /// The phases that each host is known to have been through.
  var phasesDone: [HostName: Set<Phase>] = [:]

  let participants: [Machine.Participant]

  init(_ participants: [Machine.Participant], proofs: Set<Machine.ProofRound> = []) {
    self.participants = participants
    machine = Machine(participants, proofs: proofs)
    truth = Dictionary(uniqueKeysWithValues: participants.map { ($0.host, .bare) })
    take(machine.start())
  }

  /// All that can happen next: an answer to each open question, the end of a proof, and once the operator's wish to stop.
  var successors: [TransactionWorld] {
    let answered = open.flatMap { question in
      answers(question).map { event, truth in after(question, event, truth) }
    }
    let proven = isProving ? [afterProof(.proven), afterProof(.unproven)] : []
    return answered + proven + (wasInterrupted || outcome != nil ? [] : [afterInterrupt])
  }

  // MARK: - What may come of a question

  private func answers(_ question: Question) -> [(Machine.Event, Truth)] {
    let host = question.host
    let now = truth[host] ?? .bare
    switch question.action {
    case .stage: return [(.armed(host), .armed), (.failed(host), .bare), (.lost(host), .bare), (.lost(host), .armed)]
    case .apply(let phase):
      return [
        (.applied(host, phase), .changed), (.failed(host), .changed), (.failed(host), .reverted),
        (.lost(host), .changed), (.lost(host), now),
      ]
    case .drain: return [(.drained(host), now)]
    case .reach:
      return [
        (.reached(host), now), (.failed(host), now), (.failed(host), .reverted), (.lost(host), now),
        (.lost(host), .reverted),
      ]
    case .confirm:
      return [
        (.confirmed(host), .confirmed), (.failed(host), now), (.failed(host), .reverted), (.lost(host), .confirmed),
        (.lost(host), now), (.lost(host), .reverted),
      ]
    case .inquire:
      let open: [(Machine.Event, Truth)] =
        now == .changed || now == .armed ? [(.failed(host), now), (.confirmed(host), .confirmed)] : ends(host, now)
      return open + [(.ended(host, .unknown), now)]
    case .revert: return ends(host, now) + [(.lost(host), now), (.lost(host), .reverted)]
    case .recover: return ends(host, now) + [(.ended(host, .unknown), now)]
    }
  }

  /// The ways in which a host that can be reached may end: what is confirmed stays, all else goes back if it can.
  private func ends(_ host: HostName, _ now: Truth) -> [(Machine.Event, Truth)] {
    switch now {
    case .confirmed: [(.ended(host, .confirmed), .confirmed)]
    case .reverted: [(.ended(host, .reverted), .reverted)]
    case .broken: [(.ended(host, .revertFailed), .broken)]
    case .bare: [(.ended(host, .untouched), .bare)]
    case .armed, .changed: [(.ended(host, .reverted), .reverted), (.ended(host, .revertFailed), .broken)]
    }
  }

  private func after(_ question: Question, _ event: Machine.Event, _ now: Truth) -> TransactionWorld {
    var next = self
    next.open.remove(question)
    next.truth[question.host] = now
    switch event {
    // What became of a confirm whose answer was lost is found out first.
    case .lost where question.action == .confirm: break
    case .failed, .lost: next.isTroubled = next.isTroubled || !(question.action == .confirm && now == .confirmed)
    case .ended(_, let ending): next.isTroubled = next.isTroubled || ending != .confirmed
    case .applied(let host, let phase): next.phasesDone[host, default: []].insert(phase)
    default: break
    }
    next.take(next.machine.handle(event))
    return next
  }

  private func afterProof(_ event: Machine.Event) -> TransactionWorld {
    var next = self
    next.isProving = false
    if event == .unproven { next.isTroubled = true }
    next.take(next.machine.handle(event))
    return next
  }

  private var afterInterrupt: TransactionWorld {
    var next = self
    next.wasInterrupted = true
    // What is being confirmed is finished.
    if !isConfirming { next.isTroubled = true }
    next.take(next.machine.handle(.interrupted))
    return next
  }

  private mutating func take(_ actions: [Machine.Action]) {
    for action in actions {
      if case .finish(let outcome) = action { self.outcome = outcome }
      if case .prove = action { isProving = true }
      guard let (hosts, kind) = action.question else { continue }
      if kind == .confirm { isConfirming = true }
      for host in hosts { open.insert(Question(host: host, action: kind)) }
    }
  }
}
