import Model
import Planning

/// What becomes of what is on its way.
extension ClusterWorld {
  /// A question arrives and is done; what a dead controller has asked arrives as well.
  var arrivals: [ClusterWorld] {
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
  func unheard(_ question: Question) -> [ClusterWorld] {
    guard question.isSearch else {
      // What was asked over a new connection can still be taken back over the old one, or that is lost then.
      let event = question.kind == .reach ? Machine.Event.failed : Machine.Event.lost
      return [after { $0.answer(question, event(name(question.host))) }]
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

  mutating func answer(_ question: Question, _ event: Machine.Event) {
    questions.remove(question)
    guard isAlive else { return }
    questions.insert(Question(host: question.host, kind: question.kind, answer: event))
  }

  mutating func arrive(_ question: Question, fails: Bool) {
    let name = name(question.host)
    switch question.kind {
    case .stage:
      hosts[question.host].truth = .open
      hosts[question.host].isGuarded = true
      hear(question.host, tearsDown: false)
      answer(question, .armed(name))
    case .apply(let phase):
      guard hosts[question.host].isRunning else { return answer(question, .failed(name)) }
      hear(question.host, tearsDown: phase == .teardown)
      hosts[question.host].done.insert(phase)
      answer(question, fails ? .failed(name) : .applied(name, phase))
    case .drain: answer(question, .drained(name))
    case .reach:
      answer(question, hosts[question.host].isRunning ? .reached(name) : .failed(name))
    case .confirm: answer(question, hosts[question.host].tryConfirm() ? .confirmed(name) : .failed(name))
    case .inquire where hosts[question.host].truth != .open: answer(question, .ended(name, hosts[question.host].ending))
    case .inquire:
      let isConfirmed = !machine.isFailing && hosts[question.host].tryConfirm()
      answer(question, isConfirmed ? .confirmed(name) : .failed(name))
    case .revert, .recover:
      hosts[question.host].takeBack()
      answer(question, .ended(name, hosts[question.host].ending))
    }
  }

  /// An answer comes to the controller, or does not.
  var answers: [ClusterWorld] {
    guard isAlive else { return [] }
    return questions.compactMap { question in
      guard let event = question.answer else { return nil }
      if question.isFurther, isAnyoneSilent, mistake != .ignoresSilence { return nil }
      return after {
        $0.questions.remove(question)
        // A search goes on until it has an answer.
        if hosts[question.host].isCut, question.isSearch, !question.isGivenUp {
          $0.questions.insert(Question(host: question.host, kind: question.kind))
        } else {
          $0.tell($0.checked(event, of: question.host))
        }
      }
    }
  }

  /// A proof is over; it may take any time.
  var proofs: [ClusterWorld] {
    guard isAlive, isProving else { return [] }
    return [ClusterTransaction.Event.proven, .unproven].map { event in
      after {
        $0.isProving = false
        $0.tell(event)
      }
    }
  }

  /// A host whose answer took long is told that the controller is there before anything follows from the answer.
  mutating func checked(_ event: Machine.Event, of host: Int) -> Machine.Event {
    // What the controller has given up does not come from the host.
    if case .ended(_, .unknown) = event { return event }
    if hosts[host].isCut { return .lost(name(host)) }
    switch event {
    case .armed, .applied, .drained, .reached:
      guard hosts[host].isRunning else { return .failed(name(host)) }
      remind(host)
      return event
    default: return event
    }
  }
}

extension ClusterWorld.Question {
  /// Whether it takes the host a step further.
  var isFurther: Bool {
    switch kind {
    case .stage, .inquire, .revert, .recover: false
    case .apply, .drain, .reach, .confirm: true
    }
  }

  /// Whether its answer is the controller's own.
  var isGivenUp: Bool { if case .ended(_, .unknown) = answer { true } else { false } }

  /// Whether it goes on until it has an answer.
  var isSearch: Bool { kind == .inquire || kind == .recover }

  /// Whether the way back waits for it.
  var isWork: Bool {
    switch kind {
    case .apply, .drain: if case .lost = answer { false } else { true }
    default: false
    }
  }
}
