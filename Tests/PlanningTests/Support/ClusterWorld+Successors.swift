import Model
import Planning

/// All that can happen next.
extension ClusterWorld {
  var successors: [ClusterWorld] {
    isSettled
      ? [] : arrivals + answers + reminders + watchdogs + faults + heals + afterwards + (time.map { [$0] } ?? [])
  }

  func after(_ change: (inout ClusterWorld) -> Void) -> ClusterWorld {
    var next = self
    change(&next)
    return next
  }

  // MARK: - Messages

  /// A question arrives and is done; what a dead controller has asked arrives as well.
  private var arrivals: [ClusterWorld] {
    questions.filter { $0.answer == nil }.flatMap { question -> [ClusterWorld] in
      if isDraining(question), hosts[question.host].missed > 0 {
        let (host, name) = (hosts[question.host], name(question.host))
        return [after { $0.answer(question, host.isCut ? .lost(name) : .failed(name)) }]
      }
      if isAlive, question.isFurther, mistake != .ignoresSilence {
        if isAnyoneSilent { return [] }
        if machine.isFailing { return [after { $0.answer(question, .failed(name(question.host))) }] }
      }
      if isAlive, hosts[question.host].isCut { return unheard(question) }
      let heard = after { $0.arrive(question, fails: false) }
      if !isAlive { return [after { $0.questions.remove(question) }] + (hosts[question.host].isCut ? [] : [heard]) }
      guard case .apply = question.kind, faultsLeft > 0, hosts[question.host].isRunning else { return [heard] }
      return [
        heard,
        after {
          $0.faultsLeft -= 1
          $0.isFaulty = true
          $0.arrive(question, fails: true)
        },
      ]
    }
  }

  /// What comes of a question that does not get through.
  private func unheard(_ question: Question) -> [ClusterWorld] {
    guard [.recover, .inquire].contains(question.kind) else {
      return [after { $0.answer(question, .lost(name(question.host))) }]
    }
    // It is given up only when its watchdog has long had the time to fire.
    let host = hosts[question.host]
    guard host.truth != .open || !host.isGuarded else { return [] }
    return [
      after { $0.tell(.overdue(name(question.host))) },
      after {
        $0.tell(.overdue(name(question.host)))
        $0.answer(question, .ended(name(question.host), .unknown))
      },
    ]
  }

  private mutating func answer(_ question: Question, _ event: Machine.Event) {
    questions.remove(question)
    guard isAlive else { return }
    questions.insert(Question(host: question.host, kind: question.kind, answer: event))
  }

  private mutating func arrive(_ question: Question, fails: Bool) {
    let name = name(question.host)
    switch question.kind {
    case .stage:
      hosts[question.host].truth = .open
      hosts[question.host].isGuarded = true
      hosts[question.host].hear(deadline(of: question.host, tearsDown: false))
      answer(question, .armed(name))
    case .apply(let phase):
      guard hosts[question.host].isRunning else { return answer(question, .failed(name)) }
      hosts[question.host].hear(deadline(of: question.host, tearsDown: phase == .teardown))
      hosts[question.host].done.insert(phase)
      answer(question, fails ? .failed(name) : .applied(name, phase))
    case .drain: answer(question, .drained(name))
    case .confirm: answer(question, hosts[question.host].tryConfirm() ? .confirmed(name) : .failed(name))
    case .inquire:
      let isOver = hosts[question.host].truth == .reverted
      let isConfirmed = !isOver && !machine.isFailing && hosts[question.host].tryConfirm()
      answer(
        question,
        isOver
          ? .ended(name, .reverted)
          : isConfirmed
            ? .confirmed(name)
            : hosts[question.host].truth == .confirmed
              ? .ended(name, .confirmed) : .failed(name))
    case .revert, .recover:
      hosts[question.host].takeBack()
      answer(question, .ended(name, hosts[question.host].ending))
    }
  }

  /// An answer comes to the controller, or does not.
  private var answers: [ClusterWorld] {
    guard isAlive else { return [] }
    return questions.compactMap { question in
      guard let event = question.answer else { return nil }
      if question.isFurther, isAnyoneSilent, mistake != .ignoresSilence { return nil }
      return after {
        $0.questions.remove(question)
        // A search goes on until it has an answer.
        if hosts[question.host].isCut, [.inquire, .recover].contains(question.kind), !question.isGivenUp {
          $0.questions.insert(Question(host: question.host, kind: question.kind))
        } else {
          $0.tell($0.checked(event, of: question.host))
        }
      }
    }
  }

  /// A host whose answer took long is told that the controller is there before anything follows from the answer.
  private mutating func checked(_ event: Machine.Event, of host: Int) -> Machine.Event {
    // What the controller has given up does not come from the host.
    if case .ended(_, .unknown) = event { return event }
    if hosts[host].isCut { return .lost(name(host)) }
    switch event {
    case .armed, .applied, .drained:
      guard hosts[host].isRunning else { return .failed(name(host)) }
      remind(host)
      return event
    default: return event
    }
  }

  // MARK: - What the controller notices by itself

  private var reminders: [ClusterWorld] {
    guard isAlive, outcome == nil else { return [] }
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
  private mutating func breakOff() {
    for question in questions where question.isWork { answer(question, .lost(name(question.host))) }
    patience = 0
  }

  /// Whether the change has failed, and the way back waits for an answer.
  private var isHeldUp: Bool { machine.isFailing && questions.contains { $0.isWork } }

  /// The hosts that wait for others and are asked nothing.
  private var waiting: [Int] {
    let busy = Set(questions.filter { !isDraining($0) }.map(\.host))
    return machine.waitingForOthers.map(index).filter { !busy.contains($0) }
  }

  /// Whether one of those that wait did not hear what it was told; nobody is told anything until that is known.
  private var isAnyoneSilent: Bool { !machine.isFailing && waiting.contains { hosts[$0].missed > 0 } }

  /// A director that drains hears of the controller as if it waited.
  private func isDraining(_ question: Question) -> Bool { question.kind == .drain && question.answer == nil }

  // MARK: - Time

  /// An eighth of the longest deadline later; nil while something has to happen before.
  private var time: ClusterWorld? {
    if hosts.contains(where: \.isDue) { return nil }
    if isAlive, outcome == nil {
      if questions.contains(where: { $0.kind == .stage || canGoOn($0) }) { return nil }
      if mistake != .ignoresSilence, waiting.contains(where: { hosts[$0].missed >= 2 }) { return nil }
      if isHeldUp, patience >= 2 { return nil }
      if mistake != .waitsForConfirms,
        confirming.contains(where: { hosts[$0].silence >= 4 && machine.results[name($0)] == nil })
      {
        return nil
      }
    }
    // What a dead controller has asked arrives at once or never.
    if !isAlive, !questions.isEmpty { return nil }
    let next = after { $0.tick() }
    return next == self ? nil : next
  }

  /// Whether only a slow host keeps a question from arriving, or its answer.
  private func canGoOn(_ question: Question) -> Bool {
    if question.isFurther, isAnyoneSilent { return false }
    let host = hosts[question.host]
    if host.isSlow || isDraining(question) && !machine.isFailing { return false }
    return !host.isCut || ![.inquire, .recover].contains(question.kind) || question.answer != nil
  }

  private mutating func tick() {
    if isAlive, outcome == nil {
      if mistake == .waitsForConfirms
        || !confirming.contains(where: { hosts[$0].silence >= 1 && machine.results[name($0)] == nil })
      {
        remindAll()
      }
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
  private var watchdogs: [ClusterWorld] {
    hosts.indices.filter { hosts[$0].isDue }.map { host in after { $0.hosts[host].takeBack() } }
  }

  private func deadline(of host: Int, tearsDown: Bool) -> Int {
    mistake == .deadlinesAlike ? 8 : hosts[host].part.deadline(8, tearsDown: tearsDown)
  }

  /// Those first that did not hear the last time, and the others only when these have; then those first that go back last.
  private mutating func remindAll() {
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
  private mutating func remind(_ those: [Int]) -> Bool {
    for host in those { remind(host) }
    return those.allSatisfy { hosts[$0].missed == 0 }
  }

  private mutating func remind(_ host: Int) {
    if hosts[host].isRunning, !hosts[host].isCut {
      hosts[host].hear(mistake == .deadlinesAlike ? 8 : machine.deadline(of: name(host), longest: 8))
    } else {
      hosts[host].missed = min(hosts[host].missed + 1, 2)
    }
  }

  // MARK: - Faults, and what mends them

  private var faults: [ClusterWorld] {
    guard faultsLeft > 0 else { return [] }
    var worlds: [ClusterWorld] = []
    if isAlive, outcome == nil { worlds.append(after { $0.crash() }) }
    for host in hosts.indices where hosts[host].truth != .bare {
      if !hosts[host].isCut { worlds.append(after { $0.hosts[host].isCut = true }) }
      if !hosts[host].isSlow { worlds.append(after { $0.hosts[host].isSlow = true }) }
      if hosts[host].isRunning {
        worlds.append(after { $0.restart(host) })
        worlds.append(
          after {
            $0.isExcused = true
            $0.hosts[host].isGuarded = false
          })
      }
    }
    return worlds.map { world in
      world.after {
        $0.faultsLeft -= 1
        $0.isFaulty = true
        // A host that is slow as well as something else gone wrong: nobody can make it keep its turn.
        if isFaulty, hosts.contains(where: \.isSlow) || world.hosts.contains(where: \.isSlow) {
          $0.isExcused = true
        }
      }
    }
  }

  private mutating func crash() {
    isAlive = false
    questions = questions.filter { $0.answer == nil }
    confirming = []
  }

  private mutating func restart(_ host: Int) {
    isExcused = true
    hosts[host].isGuarded = false
    hosts[host].hasRestarted = true
    hosts[host].done = []
    for question in questions
    where question.host == host && question.answer == nil && ![.recover, .inquire].contains(question.kind) {
      answer(question, .lost(name(host)))
    }
  }

  private var heals: [ClusterWorld] {
    hosts.indices.filter { hosts[$0].isCut }.map { host in after { $0.hosts[host].isCut = false } }
  }

  // MARK: - After the controller

  /// Somebody finishes what was left: looks at all hosts, and then asks one after the other.
  private var afterwards: [ClusterWorld] {
    guard !isAlive || outcome != nil else { return [] }
    if mistake == .resumesInAnyOrder { return hosts.indices.map { host in after { $0.hosts[host].takeBack() } } }
    if let deed { return deed.hosts.map(index).map { host in after { $0.carryOut(deed, on: host) } } }
    return [false, true].compactMap { now in
      let next = aftermath.next(takesBackNow: now)
      return next.map { next in after { $0.deed = next } }
    }
  }

  private var aftermath: Aftermath {
    Aftermath(
      Dictionary(
        uniqueKeysWithValues: hosts.indices.map { host in (name(host), hosts[host].standing) }))
  }

  private mutating func carryOut(_ deed: Aftermath.Deed, on host: Int) {
    self.deed = deed.without(name(host))
    guard !hosts[host].isCut else { return }
    switch deed {
    case .confirm: _ = hosts[host].tryConfirm()
    case .takeBack: hosts[host].takeBack()
    case .settle: if !hosts[host].isGuarded { hosts[host].takeBack() }
    }
  }
}

extension ClusterWorld.Question {
  /// Whether it takes the host a step further.
  fileprivate var isFurther: Bool {
    switch kind {
    case .stage, .inquire, .revert, .recover: false
    case .apply, .drain, .confirm: true
    }
  }

  /// Whether its answer is the controller's own.
  fileprivate var isGivenUp: Bool { if case .ended(_, .unknown) = answer { true } else { false } }

  /// Whether it changes what the host does, and has not been answered.
  fileprivate var isWork: Bool {
    switch kind {
    case .apply, .drain: if case .lost = answer { false } else { true }
    default: false
    }
  }
}

extension WorldHost {
  /// Confirms if all was applied; whether it is confirmed then.
  mutating func tryConfirm() -> Bool {
    if truth == .open, !hasRestarted, done == Set(phases) { confirm() }
    return truth == .confirmed
  }

  /// How the host says that the transaction ended.
  var ending: ClusterTransaction.Ending {
    switch truth {
    case .confirmed: .confirmed
    case .reverted: .reverted
    case .bare, .open: .untouched
    }
  }

  /// What somebody who looks sees.
  var standing: Aftermath.Standing {
    if isCut { return .unknown }
    return switch truth {
    case .bare: .bystander
    case .open: .open(.init(part: part, isGuarded: isGuarded && !hasRestarted, isConfirming: false))
    case .confirmed: .confirmed
    case .reverted: .takenBack
    }
  }
}

extension Aftermath.Deed {
  var hosts: Set<HostName> {
    switch self {
    case .confirm(let hosts), .takeBack(let hosts), .settle(let hosts): hosts
    }
  }

  /// The same for the other hosts; nil if there is none.
  func without(_ host: HostName) -> Self? {
    let rest = hosts.subtracting([host])
    if rest.isEmpty { return nil }
    return switch self {
    case .confirm: .confirm(rest)
    case .takeBack: .takeBack(rest)
    case .settle: .settle(rest)
    }
  }
}
