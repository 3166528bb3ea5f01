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
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Flag(help: "Take over and change things that are on a host and not culvert's.")
  var adopt = false

  @Argument(help: "A saved plan.")
  var file: String?

  func run() async throws {
    let session = try Session(options)
    let proposals = try await session.proposals(adopts: adopt, settles: true)
    try session.requireSight(proposals)
    let plans = try file.map { try session.saved($0, proposals) }
    if plans == nil {
      do { try session.requireNoRefusal(proposals) } catch {
        session.view.show(.plan(session.summary(proposals)))
        throw error
      }
    }
    try await session.carryOut(plans ?? proposals.map { PlannedHost($0.plan, on: $0.view) }, change)
  }
}

extension Session {
  /// A saved plan, if every host is still as the plan found it.
  fileprivate func saved(_ path: String, _ proposals: [Proposal]) throws -> [PlannedHost] {
    let file: PlanFile
    do {
      file = try PlanFile(try LocalFile.read(path, atMost: 64 << 20), hosts: Set(fleet.members.map(\.host)))
    } catch let error as PlanFileError { throw LocalFile.Problem(path: path, reason: "\(error)") }
    var isMoved = false
    let plans = file.plans.compactMap { plan -> PlannedHost? in
      guard let seen = proposals.first(where: { $0.view.host == plan.host })?.view else { return nil }
      for change in plan.moved(seen.state) {
        isMoved = true
        view.show(.note("\(plan.host): \(change.thing) has changed since the plan was made"))
      }
      return PlannedHost(plan, on: seen)
    }
    guard !isMoved else {
      view.show(.note("refused: the plan is out of date; make it again with: culvert plan -o \(path)"))
      throw ExitStatus.refused.code
    }
    return plans
  }
}
