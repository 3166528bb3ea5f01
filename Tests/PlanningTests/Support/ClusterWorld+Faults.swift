import Model
import Planning

/// What goes wrong, what mends it, and who comes afterwards.
extension ClusterWorld {
  var faults: [ClusterWorld] {
    guard faultsLeft > 0 else { return [] }
    var worlds: [ClusterWorld] = []
    if isAtWork { worlds.append(after { $0.crash() }) }
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

  mutating func crash() {
    isAlive = false
    questions = questions.filter { $0.answer == nil }
    confirming = []
  }

  mutating func restart(_ host: Int) {
    isExcused = true
    hosts[host].isGuarded = false
    hosts[host].hasRestarted = true
    hosts[host].done = []
    for question in questions
    where question.host == host && question.answer == nil && !question.isSearch {
      answer(question, .lost(name(host)))
    }
  }

  var heals: [ClusterWorld] {
    hosts.indices.filter { hosts[$0].isCut }.map { host in after { $0.hosts[host].isCut = false } }
  }

  // MARK: - After the controller

  /// Somebody finishes what was left: looks at all hosts, and then asks one after the other.
  var afterwards: [ClusterWorld] {
    guard !isAtWork else { return [] }
    if mistake == .resumesInAnyOrder { return hosts.indices.map { host in after { $0.hosts[host].takeBack() } } }
    if let deed { return deed.hosts.map(index).map { host in after { $0.carryOut(deed, on: host) } } }
    return [false, true].compactMap { now in
      let next = aftermath.next(takesBackNow: now)
      return next.map { next in after { $0.deed = next } }
    }
  }

  var aftermath: Aftermath {
    Aftermath(
      Dictionary(
        uniqueKeysWithValues: hosts.indices.map { host in (name(host), hosts[host].standing) }))
  }

  mutating func carryOut(_ deed: Aftermath.Deed, on host: Int) {
    let others = deed.hosts.subtracting([name(host)])
    self.deed = others.isEmpty ? nil : .init(deed.kind, others)
    guard !hosts[host].isCut else { return }
    switch deed.kind {
    case .confirm: _ = hosts[host].tryConfirm()
    case .takeBack: hosts[host].takeBack()
    case .settle: if !hosts[host].isGuarded { hosts[host].takeBack() }
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
