import ArgumentParser
import Controller
import Model
import Planning

struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the hosts to what the inventory says.",
    discussion: """
      Shows the plan and asks. With FILE, a plan saved by `culvert plan -o FILE` is carried out exactly as it was \
      shown, or refused if a host has changed since.

      With --on-unreachable skip or quorum:N, hosts that cannot be reached are left out: a director is given no \
      realserver that culvert could not look at, and no more weight for it than it has. A director is never left out. \
      Where the others are changed the exit status is 8, where there is nothing to do on them 5. Afterwards, \
      --only-failed goes on with the hosts that have not confirmed the last transaction that others have, or have taken \
      their own last one back.

      Before the first host commits, the new paths are proven by packets, as `culvert verify` does: those to existing VIPs \
      before a client is sent there. Where the change removes anything, all paths of the services that it touches are proven again \
      afterwards. If packets reach a director and do not come through, the change is rolled back and the layer is named. With \
      --on-unproven skip it is then done again without those realservers (status 8).

      Where no packet comes to a director, this machine may have no way to the VIP: the change goes on, and ends with status 9 \
      unless --on-unproven ignore is given. It is rolled back if the VIP moves from one director to another, or came to its \
      director before. With --when-routed wait:10m culvert then pauses with both directors \
      serving: route the VIP to the new one and press Enter.
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var reach: ReachOptions
  @OptionGroup var force: ForceOptions
  @OptionGroup var proof: ProofOptions
  @OptionGroup var owner: TakeOverOptions

  @Flag(help: "Take over and change things that are on a host and not culvert's.")
  var adopt = false

  @Option(
    help: ArgumentHelp(
      "Carry the saved plan out only if one of these keys has signed it (FILE.sig): an allowed signers file of ssh-keygen(1), or a public key.",
      valueName: "file"))
  var verifyKey: String?

  @Argument(help: "A saved plan.")
  var file: String?

  func validate() throws {
    if file == nil, verifyKey != nil {
      throw ValidationError("--verify-key is for a saved plan: give its FILE")
    }
    if file != nil, reach.isGiven {
      throw ValidationError(
        "a saved plan is carried out as it was shown: give --on-unreachable and --only-failed to 'culvert plan -o'")
    }
    if reach.onlyFailed, proof.onUnproven == .skip {
      throw ValidationError("--on-unproven skip goes on with all others: it does not go with --only-failed")
    }
    if file != nil, proof.onUnproven == .skip {
      throw ValidationError("a saved plan is carried out as it was shown: it knows no --on-unproven skip")
    }
    if file != nil, !force.force.isEmpty {
      throw ValidationError("a saved plan is carried out as it was shown: give --force to 'culvert plan -o'")
    }
  }

  func run() async throws {
    let session = try Session(options, takeOver: owner.takeOver)
    if let file {
      try await session.carryOut(planIn: file, signedBy: verifyKey, change, proof).exit()
    } else {
      try await session.bringUp(self).exit()
    }
  }
}

extension Session {
  fileprivate func bringUp(_ verb: Up) async throws -> ExitStatus {
    var unproven: [SkippedHost] = []
    while true {
      let execution = try await bringUp(verb, without: unproven)
      let more = verb.proof.onUnproven == .skip ? execution.unproven.subtracting(unproven.map(\.host)).sorted() : []
      if more.isEmpty || execution.status != .rolledBack {
        // Where it was not begun, there was nothing to do but what could not be proven.
        return unproven.isEmpty || execution.isBegun ? execution.status : .rolledBack
      }
      unproven += more.map { SkippedHost(host: $0, reason: "packets do not come through to it and back") }
      view.show(.note("going on without \(more.map(\.text).joined(separator: ", "))"))
    }
  }

  private func bringUp(
    _ verb: Up, without unproven: [SkippedHost], drains: Bool = true
  ) async throws -> Execution {
    let prospect = try await prospect(
      adopts: verb.adopt, settles: true, verb.reach.policy, onlyFailed: verb.reach.onlyFailed, without: unproven)
    try requireSight(prospect.proposals)
    noteLostHosts(prospect.seen)
    do { try requireNoRefusal(prospect.proposals, but: verb.force.force) } catch {
      view.show(.plan(summary(prospect.proposals, skipped: prospect.skipped)))
      throw error
    }
    if drains, unproven.isEmpty, let drained = try await drainMoving(prospect.proposals, verb) {
      return drained.isChanged ? try await bringUp(verb, without: unproven, drains: false) : drained
    }
    return try await execute(
      prospect.plans, skipped: prospect.skipped, verb.change, proving: verb.proof.onUnproven.policy,
      whenRouted: verb.proof.whenRouted, noting: prospect.proposals)
  }

  fileprivate func carryOut(
    planIn path: String, signedBy keys: String?, _ change: ChangeOptions, _ proof: ProofOptions
  ) async throws -> ExitStatus {
    let file: PlanFile
    do {
      let bytes = try LocalFile.read(path, atMost: 64 << 20, isOrder: keys == nil)
      if let keys { try PlanSignature.require(bytes, of: path, by: keys) }
      file = try PlanFile(bytes, hosts: Set(fleet.members.map(\.host)))
    } catch let error as PlanFileError { throw LocalFile.Problem(path: path, reason: "\(error)") }
    // Those that were left out are not in the plan, so that it does not matter how they are now.
    let hosts = Set(fleet.members.map(\.host)).subtracting(file.skipped.map(\.host))
    let survey = try await survey(hosts, settles: true)
    let proposals = try proposals(survey, within: RunScope(), adopts: true)
    try requireSight(proposals)
    try requireOwnPaths(file, proposals)
    let plans = try plans(of: file, at: path, survey)
    try requireOwn(plans)
    return try await execute(
      plans, skipped: file.skipped, change, proving: proof.onUnproven.policy, whenRouted: proof.whenRouted,
      showsContents: true
    ).status
  }

  /// A plan writes what culvert would write: the boot files that it looks at, and no others.
  private func requireOwnPaths(_ file: PlanFile, _ proposals: [Proposal]) throws {
    let known = Dictionary(proposals.map { ($0.view.host, $0.knownPaths) }) { first, _ in first }
    var isForeign = false
    for plan in file.plans {
      let written = plan.changes.compactMap { if case .file(let path, _) = $0 { path } else { nil } }
      for path in Set(written).union(plan.ownershipAfter.files).sorted()
      where known[plan.host]?.contains(path) != true {
        isForeign = true
        view.show(.note("\(plan.host): refused: \(path) is no boot file of culvert's"))
      }
    }
    if isForeign { throw ExitStatus.refused.code }
  }

  /// The plans of a file, if every host is still as they found it.
  private func plans(of file: PlanFile, at path: String, _ survey: Survey) throws -> [PlannedHost] {
    let plans = file.plans.compactMap { plan in survey.views[plan.host].map { PlannedHost(plan, on: $0) } }
    try requireNobodyAtWork(plans)
    var isMoved = false
    for planned in plans {
      for change in planned.plan.moved(planned.view.state) {
        isMoved = true
        view.show(.note("\(planned.plan.host): \(change.thing) has changed since the plan was made"))
      }
    }
    guard !isMoved else {
      view.show(.note("refused: the plan is out of date; make it again with: culvert plan -o \(path)"))
      throw ExitStatus.refused.code
    }
    return plans
  }
}
