import Model
import Planning
import Testing

/// What a transaction asks of which hosts, and in which order.
@Suite struct TransactionOrderTests {
  typealias Action = ClusterTransaction.Action

  static let director = Universe.made { try HostName("lb1") }
  static let new = Universe.made { try HostName("web1") }
  static let both = Universe.made { try HostName("web2") }
  static let old = Universe.made { try HostName("web3") }

  static let cast: [ClusterTransaction.Participant] = [
    .init(host: director, phases: [.direct, .withdraw], drains: true),
    .init(host: new, phases: [.build], drains: false),
    .init(host: both, phases: [.build, .teardown], drains: false),
    .init(host: old, phases: [.teardown], drains: false),
  ]

  @Test func `phases run on the hosts that have them, and confirms go from the realservers to the director and on`() {
    let hosts = [Self.director, Self.new, Self.both, Self.old]
    #expect(
      course() == [
        .stage(hosts), .apply([Self.new, Self.both], .build), .apply([Self.director], .direct),
        .drain([Self.director]), .apply([Self.director], .withdraw), .apply([Self.both, Self.old], .teardown),
        .reach(hosts), .confirm([Self.new, Self.both]), .confirm([Self.director]), .confirm([Self.old]),
        .finish(.confirmed),
      ])
  }

  @Test func `paths are proven before clients are sent there, or before anything is taken away`() {
    let (hosts, proofs) = ([Self.director, Self.new, Self.both, Self.old], Set(ClusterTransaction.ProofRound.allCases))
    #expect(
      course(proofs: proofs).prefix(10) == [
        .stage(hosts), .apply([Self.new, Self.both], .build), .prove(.beforeClients), .apply([Self.director], .direct),
        .prove(.ofNewVIPs), .drain([Self.director]), .apply([Self.director], .withdraw),
        .apply([Self.both, Self.old], .teardown), .prove(.afterRemovals), .reach(hosts),
      ])
    let building = [Self.cast[1]]
    #expect(
      course(building, proofs: [.beforeClients]) == [
        .stage([Self.new]), .apply([Self.new], .build), .prove(.beforeClients), .reach([Self.new]),
        .confirm([Self.new]), .finish(.confirmed),
      ])
  }

  @Test func `where packets do not come through all goes back, once the proof is over`() {
    var machine = ClusterTransaction(Self.cast, proofs: [.beforeClients])
    var actions = machine.start()
    while let action = actions.first, action != .prove(.beforeClients) { actions = answer(action, &machine) }
    var interrupted = machine
    #expect(machine.handle(.unproven) == [.revert([Self.director])])
    #expect(interrupted.handle(.interrupted).isEmpty)
    #expect(interrupted.handle(.silent(Self.old)).isEmpty)
    #expect(interrupted.handle(.proven) == [.revert([Self.director])])
  }

  @Test func `where packets do not come through after the removals, nobody is confirmed and all goes back`() {
    var machine = ClusterTransaction(Self.cast, proofs: [.afterRemovals])
    var actions = machine.start()
    while let action = actions.first, action != .prove(.afterRemovals) { actions = answer(action, &machine) }
    #expect(machine.results.isEmpty)
    #expect(
      machine.handle(.unproven) == [.revert([Self.both, Self.old])], "first what gives the director back what it used")
  }

  @Test func `where no connection can be cut nobody waits`() {
    let cast = Self.cast.map { ClusterTransaction.Participant(host: $0.host, phases: $0.phases, drains: false) }
    #expect(!course(cast).contains { if case .drain = $0 { true } else { false } })
  }

  @Test func `an interrupt in a confirm waits for all confirms`() {
    var machine = ClusterTransaction(Self.cast)
    var actions = machine.start()
    while true {
      guard let action = actions.first else { break }
      if case .finish(let outcome) = action {
        #expect(outcome == .confirmed)
        return
      }
      if case .confirm = action { #expect(machine.handle(.interrupted).isEmpty) }
      actions = answer(action, &machine)
    }
    Issue.record("it did not end")
  }

  @Test func `a transaction for no host is over at once`() {
    var machine = ClusterTransaction([])
    #expect(machine.start() == [.finish(.confirmed)])
  }

  @Test func `when the director fails in its confirm, what is not confirmed goes back and the rest stays`() {
    var machine = ClusterTransaction(Self.cast)
    var actions = machine.start()
    while let action = actions.first, action != .confirm([Self.director]) { actions = answer(action, &machine) }
    #expect(machine.handle(.failed(Self.director)) == [.revert([Self.old])])
    #expect(machine.handle(.ended(Self.old, .reverted)) == [.revert([Self.director])])
    #expect(machine.handle(.ended(Self.director, .reverted)) == [.finish(.partlyConfirmed)])
    #expect(
      machine.results == [
        Self.new: .confirmed, Self.both: .confirmed, Self.director: .reverted, Self.old: .reverted,
      ])
  }

  @Test func `on the way back a director comes after what it is to use again, and before what it has used`() {
    var machine = ClusterTransaction(Self.cast)
    var actions = machine.start()
    while let action = actions.first, action != .confirm([Self.new, Self.both]) { actions = answer(action, &machine) }
    #expect(machine.handle(.confirmed(Self.both)).isEmpty)
    #expect(machine.handle(.failed(Self.new)) == [.revert([Self.old])])
    #expect(machine.handle(.ended(Self.old, .reverted)) == [.revert([Self.director])])
    #expect(machine.handle(.ended(Self.director, .reverted)) == [.revert([Self.new])])
    #expect(machine.handle(.ended(Self.new, .reverted)) == [.finish(.partlyConfirmed)])
  }

  @Test func `a host that has not begun to lose anything goes back after the director, whatever it was to lose`() {
    var machine = ClusterTransaction(Self.cast)
    _ = machine.start()
    for participant in Self.cast { _ = machine.handle(.armed(participant.host)) }
    #expect(machine.handle(.applied(Self.both, .build)).isEmpty)
    #expect(machine.handle(.failed(Self.new)) == [.revert([Self.director])])
    #expect(machine.handle(.ended(Self.director, .reverted)) == [.revert([Self.new, Self.both, Self.old])])
  }

  @Test func `on the way back a lost host holds those after it until its own deadline is over`() {
    var machine = ClusterTransaction(Self.cast)
    _ = machine.start()
    for participant in Self.cast { _ = machine.handle(.armed(participant.host)) }
    for host in [Self.both, Self.new] { _ = machine.handle(.applied(host, .build)) }
    #expect(machine.handle(.lost(Self.director)) == [.recover([Self.director])])
    #expect(machine.handle(.overdue(Self.director)) == [.revert([Self.new, Self.both, Self.old])])
    for host in [Self.new, Self.both, Self.old] { #expect(machine.handle(.ended(host, .reverted)).isEmpty) }
    #expect(machine.handle(.interrupted).isEmpty)
    #expect(machine.handle(.ended(Self.director, .reverted)) == [.finish(.rolledBack)])
  }

  @Test func `a host that is lost while it is taken back is searched for, and holds those after it`() {
    var machine = ClusterTransaction(Self.cast)
    _ = machine.start()
    for participant in Self.cast { _ = machine.handle(.armed(participant.host)) }
    #expect(machine.handle(.applied(Self.both, .build)).isEmpty)
    #expect(machine.handle(.failed(Self.new)) == [.revert([Self.director])])
    #expect(machine.handle(.lost(Self.director)) == [.recover([Self.director])])
    #expect(machine.handle(.ended(Self.director, .unknown)) == [.revert([Self.new, Self.both, Self.old])])
    for host in [Self.new, Self.both] { #expect(machine.handle(.ended(host, .reverted)).isEmpty) }
    #expect(machine.handle(.ended(Self.old, .reverted)) == [.finish(.rollbackFailed)])
  }

  @Test func `a host that falls silent while it waits stops the change`() {
    var machine = ClusterTransaction(Self.cast)
    _ = machine.start()
    for participant in Self.cast { _ = machine.handle(.armed(participant.host)) }
    // That it did not hear is of no matter while it is asked something: the answer tells.
    #expect(machine.handle(.silent(Self.new)).isEmpty)
    #expect(!machine.isFailing)
    #expect(machine.handle(.silent(Self.director)).isEmpty)
    #expect(machine.isFailing)
    #expect(!machine.waitingForOthers.contains(Self.director))
    #expect(machine.handle(.applied(Self.new, .build)).isEmpty)
    #expect(machine.handle(.applied(Self.both, .build)) == [.recover([Self.director])])
    #expect(machine.waitingForOthers.isEmpty)
  }

  @Test func `a confirm that is not answered in good time takes the others back before the host itself may go back`() {
    var (machine, confirm) = atConfirm()
    #expect(confirm == .confirm([Self.new, Self.both]))
    #expect(machine.handle(.confirmed(Self.both)).isEmpty)
    #expect(machine.handle(.doubtful(Self.both)).isEmpty, "it is confirmed")
    #expect(machine.handle(.doubtful(Self.new)) == [.revert([Self.old])])
    #expect(machine.handle(.ended(Self.old, .reverted)) == [.revert([Self.director])])
    var other = machine
    #expect(machine.handle(.failed(Self.new)).isEmpty, "it is not its turn")
    #expect(machine.handle(.ended(Self.director, .reverted)) == [.revert([Self.new])])
    #expect(other.handle(.ended(Self.director, .reverted)).isEmpty, "what it did is still to be told")
    var third = other
    #expect(other.handle(.failed(Self.new)) == [.revert([Self.new])])
    #expect(third.handle(.lost(Self.new)) == [.recover([Self.new])])
    #expect(third.handle(.ended(Self.new, .confirmed)) == [.finish(.partlyConfirmed)])
  }

  /// A transaction that has come to its first confirm.
  private func atConfirm() -> (ClusterTransaction, Action?) {
    var machine = ClusterTransaction(Self.cast)
    var actions = machine.start()
    while let action = actions.first {
      if case .confirm = action { break }
      actions = answer(action, &machine)
    }
    return (machine, actions.first)
  }

  @Test func `the watchdogs keep the order of the way back`() {
    var machine = ClusterTransaction(Self.cast)
    var actions = machine.start()
    #expect(Self.cast.map { machine.deadline(of: $0.host, longest: 60) } == [45, 60, 60, 60])
    while let action = actions.first, action != .confirm([Self.new, Self.both]) { actions = answer(action, &machine) }
    #expect(Self.cast.map { machine.deadline(of: $0.host, longest: 60) } == [45, 60, 30, 30])
  }

  /// All actions of a transaction in which everything goes well.
  private func course(
    _ cast: [ClusterTransaction.Participant] = cast, proofs: Set<ClusterTransaction.ProofRound> = []
  ) -> [Action] {
    var machine = ClusterTransaction(cast, proofs: proofs)
    var actions = machine.start()
    var course: [Action] = []
    while let action = actions.first {
      course += actions
      actions = answer(action, &machine)
    }
    return course
  }

  /// Tells that all hosts of an action did what they were asked.
  private func answer(_ action: Action, _ machine: inout ClusterTransaction) -> [Action] {
    func each(_ hosts: [HostName], _ event: (HostName) -> ClusterTransaction.Event) -> [Action] {
      hosts.flatMap { machine.handle(event($0)) }
    }
    return switch action {
    case .stage(let hosts): each(hosts) { .armed($0) }
    case .apply(let hosts, let phase): each(hosts) { .applied($0, phase) }
    case .drain(let hosts): each(hosts) { .drained($0) }
    case .reach(let hosts): each(hosts) { .reached($0) }
    case .confirm(let hosts): each(hosts) { .confirmed($0) }
    case .inquire(let hosts): each(hosts) { .confirmed($0) }
    case .revert(let hosts), .recover(let hosts): each(hosts) { .ended($0, .reverted) }
    case .prove: machine.handle(.proven)
    case .finish: []
    }
  }
}
