import Model
import Planning

/// A change of a cluster with everything that it meets: the controller, what is on its way to and from it, the hosts with
/// their watchdogs, and time.
///
/// Time goes in eighths of the longest deadline. What culvert does in time is forced before time goes on (a host that
/// waits hears of the controller within an eighth, its silence is noticed within two), all else happens at any moment
/// or never.
struct ClusterWorld: Hashable {
  typealias Machine = ClusterTransaction

  /// One thing that a host was asked.
  struct Question: Hashable {
    var host: Int
    var kind: HostQuestion
    /// What came of it, on its way back; nil before it has arrived.
    var answer: Machine.Event?
  }

  /// Something that culvert would do wrong; the exploration has to find what comes of it.
  enum Mistake: Hashable, CaseIterable {
    /// All watchdogs have the same deadline.
    case deadlinesAlike
    /// A confirm that is not answered holds nobody up.
    case waitsForConfirms
    /// Whoever finishes what was left takes all hosts back at once.
    case resumesInAnyOrder
    /// A host that has fallen silent is not noticed.
    case ignoresSilence
  }

  /// What is the same in all worlds of an exploration.
  private final class Setting: Hashable {
    let participants: [Machine.Participant]
    let mistake: Mistake?

    init(_ participants: [Machine.Participant], _ mistake: Mistake?) {
      (self.participants, self.mistake) = (participants, mistake)
    }

    static func == (left: Setting, right: Setting) -> Bool { left === right }
    func hash(into hasher: inout Hasher) {}
  }

  private let setting: Setting
  var participants: [Machine.Participant] { setting.participants }
  var mistake: Mistake? { setting.mistake }
  var machine: Machine
  var hosts: [WorldHost]
  var questions: Set<Question> = []
  /// Whether the controller is proving paths.
  var isProving = false
  var isAlive = true
  var outcome: Machine.Outcome?
  var faultsLeft: Int
  /// Whether something has gone wrong already.
  var isFaulty = false
  /// The hosts that were asked to confirm, and whose doubt was not told yet.
  var confirming: Set<Int> = []
  /// For how many eighths the controller has waited for answers although the change has failed already.
  var patience = 0
  /// The hosts that somebody finishing what the controller left has still to ask, and what.
  var deed: Aftermath.Deed?
  /// Whether a fault happened that nobody can keep from clients: a host was switched off, or lost its watchdog.
  var isExcused = false

  init(
    _ participants: [Machine.Participant], proofs: Set<Machine.ProofRound> = [], faults: Int, mistake: Mistake? = nil
  ) {
    setting = Setting(participants, mistake)
    machine = Machine(participants, proofs: proofs)
    hosts = participants.map { WorldHost($0) }
    faultsLeft = faults
    take(machine.start())
  }

  func name(_ host: Int) -> HostName { participants[host].host }

  func index(_ name: HostName) -> Int { participants.firstIndex { $0.host == name } ?? 0 }

  // MARK: - What the controller wants

  mutating func tell(_ event: Machine.Event) {
    take(machine.handle(event))
  }

  private mutating func take(_ actions: [Machine.Action]) {
    for action in actions {
      if case .finish(let outcome) = action { self.outcome = outcome }
      if case .prove = action { isProving = true }
      guard let (names, kind) = action.question else { continue }
      if kind == .confirm { confirming.formUnion(names.map(index)) }
      for host in names.map(index) { ask(host, kind) }
    }
  }

  private mutating func ask(_ host: Int, _ kind: HostQuestion) {
    questions.insert(Question(host: host, kind: kind))
    switch kind {
    case .stage, .apply: hosts[host].silence = 0
    default: break
    }
  }

  // MARK: - What is true

  /// Whether a director would send a client to a host that cannot take it; a destination that is quiesced counts too, for
  /// the sake of those who are connected.
  var misleads: Bool {
    guard let director = hosts.first(where: { $0.part == .directs }) else { return false }
    return hosts.contains { host in
      switch host.part {
      case .builds: director.done.contains(.direct) && !host.done.contains(.build)
      case .leaves: !director.done.contains(.withdraw) && host.done.contains(.teardown)
      case .directs: false
      }
    }
  }

  /// Whether the controller lives and has not come to the end.
  var isAtWork: Bool { isAlive && outcome == nil }

  /// Whether nothing will happen any more, unless somebody begins something new.
  var isSettled: Bool {
    (outcome != nil || !isAlive) && questions.isEmpty && deed == nil && hosts.allSatisfy { $0.truth != .open }
  }
}

/// A host of the world.
struct WorldHost: Hashable {
  enum Truth: Hashable { case bare, open, confirmed, reverted }

  let part: Part
  let phases: [Phase]
  var truth = Truth.bare
  /// The phases whose changes its kernel has.
  var done: Set<Phase> = []
  /// Eighths of the longest deadline until its watchdog takes the change back.
  var left = 0
  /// Eighths since the controller's last word, as the controller counts them.
  var silence = 0
  /// For how many of them it did not hear what it was told.
  var missed = 0
  var isCut = false
  var isGuarded = false
  /// Whether what it is asked and what it answers may take any time.
  var isSlow = false
  var hasRestarted = false

  init(_ participant: ClusterTransaction.Participant) {
    part = Part(participant.phases)
    phases = participant.phases
  }

  /// Whether its watchdog is about to take the change back.
  var isDue: Bool { truth == .open && isGuarded && left == 0 }

  /// Whether the agent does as it is told.
  var isRunning: Bool { truth == .open && isGuarded && !hasRestarted }

  /// A word of the controller with as many eighths.
  mutating func hear(_ deadline: Int) {
    left = deadline
    silence = 0
    missed = 0
  }

  mutating func takeBack() {
    guard truth == .open else { return }
    truth = .reverted
    done = []
    left = 0
  }

  mutating func confirm() {
    truth = .confirmed
    left = 0
  }
}
