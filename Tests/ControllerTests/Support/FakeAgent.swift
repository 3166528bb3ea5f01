import HostAgent
import Model

/// The meaning of templates/agent in a value: transactions with journal, looks, watchdog and lock on one host.
struct FakeAgent {
  struct Transaction {
    var order: TransactionOrder
    var number: Int
    var state = TransactionState.armed
    var reason: String?
    var bootID: Int
    /// By the host's own uptime.
    var expires: Duration
    var hasGuard = true
    var journal: [Int] = []
    var phases: Set<Phase> = []
    var looks: [Command: String] = [:]
    var before: [Int: String] = [:]
    var oldFiles: [HostPath: BootFile] = [:]
    var oldOwnership: Ownership
    var checkpoint: HostReport?
    var after: HostReport?
  }

  var system: FakeSystem
  /// What goes wrong on this host without anybody's connection having to do with it.
  var troubles = Troubles()
  private(set) var transactions: [TransactionID: Transaction] = [:]
  private(set) var lock: TransactionID?
  private var last: TransactionID?
  private var number = 0
  private var bootID = 1
  private(set) var now = Duration.zero
  /// Every command that changed something, or tried to.
  private(set) var commands: [Command] = []
  /// The kernel after each of them, and after each start.
  private(set) var kernels: [FakeKernel] = []
  /// What this agent does wrong.
  var mistake: Mistake?

  init(_ system: FakeSystem) { self.system = system }

  /// Lets time pass: a watchdog whose deadline is over takes its transaction back.
  mutating func tick(_ now: Duration) {
    self.now = now
    guard let lock, let held = transactions[lock], !held.state.isSettled, now >= held.expires else { return }
    if held.hasGuard, held.bootID == bootID { _ = try? revert(lock, "deadline") }
  }

  /// The host starts anew: what its boot files make of it, and no watchdog.
  mutating func reboot() {
    bootID += 1
    system.kernel = system.booted
    kernels.append(system.kernel)
  }

  /// When its watchdog fires, if one is waiting.
  var firesAt: Duration? {
    guard let lock, let held = transactions[lock], !held.state.isSettled, held.hasGuard, held.bootID == bootID else {
      return nil
    }
    return held.expires
  }

  /// The connection that it is asked over is gone.
  mutating func hangUp() { if mistake == .diesOfHangup, let lock { transactions[lock]?.hasGuard = false } }

  mutating func killWatchdog() { if let lock { transactions[lock]?.hasGuard = false } }

  // MARK: - What is asked

  mutating func stage(_ order: TransactionOrder) throws -> VerbReply {
    if let reason = troubles.stageRefusal { return .refused(reason, "cannot write") }
    var taken: TransactionStatus?
    if let lock, let held = transactions[lock], !held.state.isSettled {
      let status = try status(of: held)
      if isGuarded(held) {
        return VerbReply(
          outcome: .refused(.locked, text: "transaction \(lock) is under way"), locked: status)
      }
      _ = try settle(lock)
      taken = try self.status(lock)
    }
    number += 1
    lock = order.id
    var new = Transaction(
      order: order, number: number, bootID: bootID, expires: now + .seconds(order.deadline),
      oldOwnership: system.ownership)
    for step in order.steps { new.looks[step.look] = system.kernel.look(step.look) }
    for file in order.files { new.oldFiles[file.path] = system.files[file.path] }
    if mistake == .armsLate { new.hasGuard = false }
    transactions[order.id] = new
    let report = try probe(order.probeArguments)
    transactions[order.id]?.checkpoint = report
    return VerbReply(outcome: .reached(.armed, reason: nil), takenOver: taken, report: report)
  }

  /// Runs a phase; stops after so many steps, as an agent that was killed does, where `killedAfter` says so.
  mutating func apply(
    _ id: TransactionID, _ phase: Phase, deadline: Int = 60, killedAfter: Int = .max
  ) throws -> VerbReply {
    guard let found = transactions[id] else { return .unknown(id) }
    guard [.armed, .applied].contains(found.state) else { return .state(found) }
    guard isGuarded(found) || mistake == .armsLate else {
      return .refused(.guardless, "the watchdog is gone: nothing would take the change back")
    }
    transactions[id]?.expires = now + .seconds(deadline)
    var left = killedAfter
    for (index, step) in found.order.steps.enumerated() where step.phase == phase {
      guard left > 0 else { return .refused(.gone, "nobody reads this") }
      left -= 1
      if let refusal = run(id, step, index) { return refusal }
    }
    transactions[id]?.phases.insert(phase)
    transactions[id]?.state = .applied
    if mistake == .armsLate { transactions[id]?.hasGuard = true }
    if mistake == .writesBootFilesEarly { for file in found.order.files { system.files[file.path] = file.file } }
    return VerbReply(outcome: .reached(.applied, reason: nil), report: try probe(found.order.probeArguments))
  }

  private mutating func run(_ id: TransactionID, _ step: Step, _ index: Int) -> VerbReply? {
    let seen = system.kernel.look(step.look)
    let steps = transactions[id]?.order.steps ?? []
    let touched = Set((transactions[id]?.journal ?? []).map { steps[$0].look })
    transactions[id]?.before[index] = seen
    if !touched.contains(step.look), seen != transactions[id]?.looks[step.look] {
      return VerbReply(outcome: .moved(title: step.title))
    }
    transactions[id]?.journal.append(index)
    let ran = troubles.run(step.forward, index, &system.kernel)
    commands.append(step.forward)
    kernels.append(system.kernel)
    guard ran.status != 0 else { return nil }
    return VerbReply(outcome: .stepFailed(title: step.title, status: ran.status, output: ran.text))
  }

  mutating func renew(_ id: TransactionID, deadline: Int) -> VerbReply {
    guard let found = transactions[id] else { return .unknown(id) }
    guard [.armed, .applied].contains(found.state) else { return .state(found) }
    guard isGuarded(found) else {
      return .refused(.guardless, "the watchdog is gone: nothing would take the change back")
    }
    transactions[id]?.expires = now + .seconds(deadline)
    return VerbReply(outcome: .reached(found.state, reason: nil))
  }

  mutating func confirm(_ id: TransactionID) throws -> VerbReply {
    guard let found = transactions[id] else { return .unknown(id) }
    guard [.armed, .applied].contains(found.state), found.phases == Set(found.order.phases) else {
      return .state(found)
    }
    guard found.bootID == bootID else { return .refused(.reboot, "the host was started anew: the changes are gone") }
    transactions[id]?.state = .confirming
    guard conclude(id) else {
      transactions[id]?.state = .applied
      return .refused(.bootFiles, "cannot write")
    }
    let report = try probe(found.order.probeArguments)
    transactions[id]?.after = report
    return VerbReply(outcome: .reached(.confirmed, reason: nil), report: report)
  }

  /// The confirm is begun and its process killed: whoever settles the transaction finishes it.
  mutating func beginConfirm(_ id: TransactionID) {
    transactions[id]?.state = .confirming
    transactions[id]?.hasGuard = false
  }

  private mutating func conclude(_ id: TransactionID) -> Bool {
    guard let found = transactions[id] else { return false }
    for file in found.order.files {
      if file.path == troubles.unwritable {
        for (path, _) in found.order.files.map({ ($0.path, $0.file) }) { system.files[path] = found.oldFiles[path] }
        return false
      }
      system.files[file.path] = file.file
    }
    if let ownership = found.order.ownership { system.ownership = ownership }
    system.booted = system.kernel
    last = id
    finish(id, .confirmed)
    return true
  }

  mutating func revert(_ id: TransactionID, _ reason: String) throws -> VerbReply {
    guard let found = transactions[id] else { return .unknown(id) }
    switch found.state {
    case .confirmed, .reverted, .revertFailed: break
    // After a power cut the host has what its boot files made: the old ones, here.
    case .confirming where found.bootID != bootID: takeBack(id, reason)
    case .confirming: if !conclude(id) { takeBack(id, "boot-files") }
    default: takeBack(id, reason)
    }
    let now = transactions[id]
    return VerbReply(outcome: .reached(now?.state ?? .revertFailed, reason: now?.reason ?? "-"))
  }

  private mutating func takeBack(_ id: TransactionID, _ reason: String) {
    guard let found = transactions[id] else { return }
    transactions[id]?.reason = reason
    for (index, step) in found.order.steps.enumerated().reversed() where found.journal.contains(index) {
      guard system.kernel.look(step.look) != found.before[index] else { continue }
      for command in step.backward where !troubles.undoesNothing {
        _ = system.kernel.run(command)
        commands.append(command)
        kernels.append(system.kernel)
      }
    }
    let touched = Set(found.journal.map { found.order.steps[$0].look })
    let isBack = touched.allSatisfy { system.kernel.look($0) == found.looks[$0] }
    finish(id, isBack || mistake == .skipsCompare ? .reverted : .revertFailed)
  }

  private mutating func finish(_ id: TransactionID, _ state: TransactionState) {
    transactions[id]?.state = state
    if lock == id { lock = nil }
  }

  mutating func settle(_ id: TransactionID) throws -> TransactionStatus? {
    guard let found = transactions[id] else { return nil }
    if !found.state.isSettled, !isGuarded(found) {
      _ = try revert(id, found.bootID == bootID ? "guard-lost" : "reboot")
    }
    return try status(id)
  }

  // MARK: - What is told

  func status(_ id: TransactionID) throws -> TransactionStatus? { try transactions[id].map(status) }

  func kept(_ id: TransactionID) throws(ProbeError) -> KeptTransaction {
    guard let found = transactions[id], let checkpoint = found.checkpoint else { throw .missing(section: "checkpoint") }
    return KeptTransaction(checkpoint: checkpoint, after: found.after)
  }

  private func isGuarded(_ transaction: Transaction) -> Bool {
    transaction.bootID == bootID && transaction.hasGuard && transaction.expires - now > .seconds(-60)
  }

  private func status(of transaction: Transaction) throws -> TransactionStatus {
    try TransactionStatus(describe(transaction), section: "pending")
  }

  /// `cv_describe`.
  private func describe(_ transaction: Transaction) -> String {
    let order = transaction.order
    return """
      id \(order.id)
      state \(transaction.state.rawValue)
      guard \(isGuarded(transaction) ? "alive" : "gone")
      left \((transaction.expires - now).components.seconds)
      owner \(order.owner)
      created \(order.created)
      number \(transaction.number)
      deadline \(order.deadline)
      part \(order.part.rawValue)
      """
  }

  func probe(_ arguments: [String]) throws -> HostReport {
    let held = lock.flatMap { transactions[$0] }.flatMap { $0.state.isSettled ? nil : $0 }
    let own: [(String, String)] = [
      ("pending", held.map(describe) ?? ""), ("ownership", system.ownership.isEmpty ? "" : system.ownership.recordText),
      ("last", last.map { "id \($0)" } ?? ""),
    ]
    return try HostReport(
      ProbeOutput(
        sections: own.map { .init(name: $0.0, status: 0, text: $0.1) } + system.sections(arguments)))
  }

  var list: [TransactionRecord] {
    transactions.values.sorted { $0.number < $1.number }.map { transaction in
      TransactionRecord(
        number: transaction.number, id: transaction.order.id, state: transaction.state, reason: transaction.reason,
        created: transaction.order.created, owner: transaction.order.owner)
    }
  }

  mutating func purge() -> VerbReply {
    guard lock == nil else { return .refused(.locked, "a transaction is under way") }
    guard system.ownership.isEmpty else { return .refused(.ownership, "culvert still has things on this host") }
    transactions = [:]
    return VerbReply(outcome: .purged)
  }
}

extension VerbReply {
  fileprivate static func refused(_ reason: RefusalReason, _ text: String) -> VerbReply {
    VerbReply(outcome: .refused(reason, text: text))
  }

  fileprivate static func unknown(_ id: TransactionID) -> VerbReply {
    .refused(.unknown, "there is no transaction \(id) on this host")
  }

  fileprivate static func state(_ transaction: FakeAgent.Transaction) -> VerbReply {
    .refused(.state, "the transaction is \(transaction.state.rawValue)")
  }
}
