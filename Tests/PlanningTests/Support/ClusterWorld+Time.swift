import Model
import Planning

/// What the controller and the watchdogs do as time passes.
extension ClusterWorld {
  var reminders: [ClusterWorld] {
    guard isAtWork else { return [] }
    let silent = waiting.filter { hosts[$0].missed > 0 }.map { host in after { $0.tell(.silent(name(host))) } }
    let doubtful = confirming.filter { hosts[$0].silence >= 4 }.map { host in
      after {
        $0.confirming.remove(host)
        $0.tell(.doubtful(name(host)))
      }
    }
    return silent + doubtful + (patience >= 2 ? [after { $0.breakOff() }] : [])
  }

  /// Waits no longer for what is being done, if there is nothing to win by it.
  mutating func breakOff() {
    for question in questions where question.isWork { answer(question, .lost(name(question.host))) }
    patience = 0
  }

  /// Whether the change has failed, and the way back waits for an answer.
  var isHeldUp: Bool { machine.isFailing && questions.contains { $0.isWork } }

  /// The hosts that wait for others and are asked nothing, or are reached over another connection.
  var waiting: [Int] {
    let busy = Set(questions.filter { !isDraining($0) && $0.kind != .reach }.map(\.host))
    return machine.waitingForOthers.map(index).filter { !busy.contains($0) }
  }

  /// Whether one of those that wait did not hear what it was told; nobody is told anything until that is known.
  var isAnyoneSilent: Bool { !machine.isFailing && waiting.contains { hosts[$0].missed > 0 } }

  /// A director that drains hears of the controller as if it waited.
  func isDraining(_ question: Question) -> Bool { question.kind == .drain && question.answer == nil }

  // MARK: - Time

  /// An eighth of the longest deadline later; nil while something has to happen before.
  var time: ClusterWorld? {
    if hosts.contains(where: \.isDue) { return nil }
    if isAtWork {
      if questions.contains(where: { $0.kind == .stage || canGoOn($0) }) { return nil }
      if mistake != .ignoresSilence, waiting.contains(where: { hosts[$0].missed >= 2 }) { return nil }
      if isHeldUp, patience >= 2 { return nil }
      if mistake != .waitsForConfirms, isUnresolved(for: 4) { return nil }
    }
    // What a dead controller has asked arrives at once or never.
    if !isAlive, !questions.isEmpty { return nil }
    let next = after { $0.tick() }
    return next == self ? nil : next
  }

  /// Whether it is not known for so many eighths what a host did that was asked to confirm.
  func isUnresolved(for eighths: Int) -> Bool {
    confirming.contains { hosts[$0].silence >= eighths && machine.results[name($0)] == nil }
  }

  /// Whether only a slow host keeps a question from arriving, or its answer.
  func canGoOn(_ question: Question) -> Bool {
    if question.isFurther, isAnyoneSilent { return false }
    let host = hosts[question.host]
    if host.isSlow || isDraining(question) && !machine.isFailing { return false }
    return !host.isCut || !question.isSearch || question.answer != nil
  }

  mutating func tick() {
    if isAtWork {
      if mistake == .waitsForConfirms || !isUnresolved(for: 1) { remindAll() }
      patience = isHeldUp ? patience + 1 : 0
    }
    for host in hosts.indices {
      // It is looked at in confirms only, and all have heard of the controller just before.
      hosts[host].silence = confirming.isEmpty ? hosts[host].missed : min(hosts[host].silence + 1, 4)
      guard hosts[host].truth == .open, hosts[host].isGuarded, hosts[host].left > 0 else { continue }
      hosts[host].left -= 1
    }
  }

  /// Those whose time is over fire in any order.
  var watchdogs: [ClusterWorld] {
    hosts.indices.filter { hosts[$0].isDue }.map { host in after { $0.hosts[host].takeBack() } }
  }

  /// A word of the controller reaches a host.
  mutating func hear(_ host: Int, tearsDown: Bool) {
    hosts[host].hear(mistake == .deadlinesAlike ? 8 : hosts[host].part.deadline(8, tearsDown: tearsDown))
  }

  /// Those first that did not hear the last time, and the others only when these have; then those first that go back last.
  mutating func remindAll() {
    let silent = waiting.filter { hosts[$0].missed > 0 }
    if mistake == .ignoresSilence {
      for host in waiting { remind(host) }
    } else if remind(silent) {
      for turn in Turn.allCases.reversed() where hosts.allSatisfy({ $0.missed == 0 }) {
        _ = remind(waiting.filter { machine.turnBack(of: name($0)) == turn })
      }
    }
  }

  /// Whether they have heard.
  mutating func remind(_ those: [Int]) -> Bool {
    for host in those { remind(host) }
    return those.allSatisfy { hosts[$0].missed == 0 }
  }

  mutating func remind(_ host: Int) {
    if hosts[host].isRunning, !hosts[host].isCut {
      hear(host, tearsDown: machine.turnBack(of: name(host)) == .first)
    } else {
      hosts[host].missed = min(hosts[host].missed + 1, 2)
    }
  }
}
