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
    let view = options.view
    let context = try RunContext(options, view, takeOver: owner.takeOver)
    let terms = ChangeTerms(change, view, whenRouted: proof.whenRouted)
    try await run(context, terms).outcome.exit()
  }

  private func run(_ context: RunContext, _ terms: ChangeTerms) async throws -> ChangeResult {
    guard let file else { return try await BringUp(context, terms, bringUp).run() }
    let plan = try savedPlan(at: file, hosts: Set(context.wanted.hosts.map(\.name)))
    return try await SavedPlanRun(context, terms, plan, at: file, proof: proof.onUnproven.policy).run()
  }

  private var bringUp: BringUp.Options {
    var options = BringUp.Options()
    options.reach = reach.reach
    options.adopts = adopt
    options.forced = force.force
    options.proof = proof.onUnproven.policy
    options.skipsUnproven = proof.onUnproven == .skip
    return options
  }

  private func savedPlan(at path: String, hosts: Set<HostName>) throws -> PlanFile {
    do {
      let bytes = try LocalFile.read(path, atMost: 64 << 20, isOrder: verifyKey == nil)
      if let verifyKey { try PlanSignature.require(bytes, of: path, by: verifyKey) }
      return try PlanFile(bytes, hosts: hosts)
    } catch let error as PlanFileError { throw LocalFile.Problem(path: path, reason: "\(error)") }
  }
}
