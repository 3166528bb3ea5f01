import ArgumentParser
import Controller
import Foundation
import Model
import Planning

struct PlanVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what `up` would do, and change nothing.",
    discussion:
      "Exit status 0 if there is nothing to do, 2 if there is, 1 and above 2 on errors, or 5 if there is nothing to do on the hosts that are not skipped."
  )

  @OptionGroup var options: CommonOptions
  @OptionGroup var reach: ReachOptions
  @OptionGroup var force: ForceOptions
  @OptionGroup var owner: TakeOverOptions

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the plan here; `culvert up FILE` does just that.", valueName: "file")
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Sign the plan with this SSH key, into FILE.sig: `culvert up --verify-key` checks it on another machine.",
      valueName: "key"))
  var sign: String?

  @Flag(help: "Take over and change things that are on a host and not culvert's.")
  var adopt = false

  func validate() throws {
    guard sign != nil else { return }
    guard let output, !output.hasPrefix("/dev/"), output != "-" else {
      throw ValidationError("--sign signs a file: give -o FILE")
    }
  }

  func run() async throws {
    let context = try RunContext(options, options.view, takeOver: owner.takeOver)
    let plan = try await PlanPreview(context, reach: reach.reach, adopts: adopt, forced: force.force).run()
    if let output { try write(plan, to: output) }
    try plan.outcome.exit()
  }

  private func write(_ plan: RunPlan, to output: String) throws {
    let file = PlanFile(
      culvert: Version.current, adopts: adopt, skipped: plan.skipped,
      plans: plan.proposals.map(\.plan).filter { !$0.isEmpty })
    let bytes = try file.encoded()
    try LocalFile.write(bytes, to: output)
    if let sign { try PlanSignature.sign(Array(bytes), of: output, with: sign) }
  }
}
