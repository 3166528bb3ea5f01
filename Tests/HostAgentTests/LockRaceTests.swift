import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// Two controllers at the same moment, a hundred times: one gets the host's lock, and the other is told whose it is.
///
/// Real processes on one state directory. Their starts are some milliseconds apart, another number each time, and each
/// round is of another pair of shells, so that they meet at many places of the agent.
@Suite(.serialized) struct LockRaceTests {
  /// What is on the host when the two begin.
  enum Ground: CaseIterable {
    /// The lock of a transaction that is over.
    case settled
    /// A lock that a reboot has left behind, with a change to take back.
    case stale
    /// A transaction that is being taken back at that very moment.
    case ending

    var rounds: Int { (self == .ending ? 50 : 100) / (TestScope.isWhole ? 1 : 3) }
  }

  @Test(arguments: Ground.allCases) func `one of two wins, and the other is told who did`(_ ground: Ground) async throws
  {
    let begin = ContinuousClock.now
    let hosts = try shells.map { try AgentHost($0) }
    var tally: [String: Int] = [:]
    var mistakes: [String] = []
    for round in 0..<ground.rounds {
      let host = hosts[round % hosts.count]
      let partner = try AgentHost(shells[round / shells.count % shells.count], sharing: host)
      let result = try await LockRace(ground, round, host, partner).run()
      for answer in result.answers { tally[answer, default: 0] += 1 }
      mistakes += result.mistakes.map { "round \(round), \(host.shell.name) and \(partner.shell.name): \($0)" }
    }
    print("\(ground): \(ground.rounds) rounds in \(ContinuousClock.now - begin): \(tally)")
    #expect(mistakes.count == 0, "\(mistakes.prefix(5).joined(separator: "\n"))")
  }
}

extension LockRaceTests {
  @Test(arguments: shells) func `what a reboot has left is undone once, however many see it at the same moment`(
    _ shell: Shell
  ) async throws {
    let host = try AgentHost(shell)
    for round in 0..<2 {
      let log = host.path("undone.\(round)")
      let step = Step(
        title: "set a", phase: .build, look: Command("look_thing", host.path("a")),
        forward: Command("set_thing", host.path("a"), "new"), backward: [Command("note_undo", host.path("a"), log)])
      let order = host.order([step])
      #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
      _ = try host.apply(order.id)
      // Somebody was at it when the power went.
      try FileManager.default.createSymbolicLink(
        atPath: host.path("state/tx/\(order.id)/busy"), withDestinationPath: "\(getpid()) boot-of-old")
      try host.reboot()
      let settlers = try (0..<3).map { _ in try host.startSettle(order.id) }
      for settler in settlers { #expect(settler.finish().status == 0) }
      #expect(host.text("undone.\(round)") == "undone\n")
      #expect(host.text("state/tx/\(order.id)/state") == "reverted\n")
    }
  }
}

/// One round.
private struct LockRace {
  let ground: LockRaceTests.Ground
  let round: Int
  let host: AgentHost
  let partner: AgentHost

  struct Result {
    /// What the two were answered, in a word or two.
    var answers: [String] = []
    var mistakes: [String] = []
  }

  init(_ ground: LockRaceTests.Ground, _ round: Int, _ host: AgentHost, _ partner: AgentHost) {
    (self.ground, self.round, self.host, self.partner) = (ground, round, host, partner)
  }

  func run() async throws -> Result {
    let before = try prepare()
    let ender = ground == .ending ? try before.map { try host.startRevert($0) } : nil
    let first = try Contender("first", host, created: 1_700_000_000 + round)
    try await Task.sleep(for: .microseconds(round * 7919 % 20_000))
    let second = try Contender("second", partner, created: 1_800_000_000 + round)
    let both = [first, second].map { (contender: $0, reply: $0.reply()) }
    _ = ender?.finish()
    var result = Result()
    let winners = both.filter { $0.reply?.outcome == .reached(.armed, reason: nil) }
    for one in both { judge(one.contender, one.reply, winners.first?.contender.order, before, &result) }
    if winners.count > 1 || (winners.isEmpty && ground != .ending) {
      result.mistakes.append("\(winners.count) winners")
    }
    if let winner = winners.first?.contender.order.id, host.lockHolder != winner.text {
      result.mistakes.append("the winner does not have the lock")
    }
    for winner in winners where ground == .settled { try host.pretendReverted(winner.contender.order.id) }
    return result
  }

  /// The transaction that is on the host already.
  private func prepare() throws -> TransactionID? {
    if ground == .settled { return nil }
    var id = try host.lockHolder.map { try TransactionID($0) }
    if id.flatMap({ host.text("state/tx/\($0)/state") }) != "armed\n" {
      let order = host.order([host.set("before", to: "new")])
      guard try host.stage(order).outcome == .reached(.armed, reason: nil) else { throw CancellationError() }
      id = order.id
    }
    if ground == .stale { try host.reboot() }
    return id
  }

  /// Whether a contender was told what is true.
  private func judge(
    _ contender: Contender, _ reply: VerbReply?, _ winner: TransactionOrder?, _ before: TransactionID?,
    _ result: inout Result
  ) {
    guard let reply else {
      result.answers.append("unreadable")
      return result.mistakes.append("\(contender.order.owner) got an answer that cannot be read")
    }
    if reply.outcome == .reached(.armed, reason: nil) {
      result.answers.append(reply.takenOver == nil ? "won" : "won, and took over")
      if reply.takenOver?.id != (ground == .stale ? before : nil) {
        result.mistakes.append("wrong word of a take-over")
      }
    } else if let locked = reply.locked, locked.id == before {
      result.answers.append("locked by the one before")
      if ground == .stale { result.mistakes.append("a stale lock kept somebody out") }
    } else if let locked = reply.locked, let winner {
      result.answers.append("locked by the winner")
      let isTrue = (locked.id, locked.owner, locked.created) == (winner.id, winner.owner, winner.created)
      if !isTrue { result.mistakes.append("told of \(locked.id) of \(locked.owner), not \(winner.id)") }
    } else {
      result.answers.append("not told")
      result.mistakes.append("\(reply.outcome)")
    }
  }
}

/// A controller that wants the lock.
private struct Contender {
  let order: TransactionOrder
  let running: Running
  let nonce: Nonce

  init(_ owner: String, _ host: AgentHost, created: Int) throws {
    var order = host.order([host.set(owner, to: "new")])
    order.owner = "\(owner)@admin"
    order.created = created
    nonce = .random()
    running = try host.start(.stage(order), nonce: nonce)
    self.order = order
  }

  /// What it was answered; nil if that cannot be read.
  func reply() -> VerbReply? {
    let ran = running.finish()
    return (try? AgentAnswer(ran.bytes, nonce: nonce)).flatMap { try? VerbReply($0) }
  }
}
