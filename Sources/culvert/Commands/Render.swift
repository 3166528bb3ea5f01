import ArgumentParser
import Controller
import Drivers
import Model
import Planning

struct Render: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the commands and boot files for one host, without connecting to it.",
    discussion: """
      Shows what culvert would do on a freshly installed host with one network interface, eth0. What it does on the \
      real one also depends on what is there: see `culvert plan`.
      """)

  @OptionGroup var options: CommonOptions

  @Argument(help: "A host of the inventory.")
  var host: String

  func run() async throws {
    let view = options.view
    let context = try RunContext(options, view)
    let member = try context.member(host)
    let observation = member.driver.bareObservation(for: member.intent)
    let bare = HostState(live: observation.live)
    let target = try member.driver.desired(
      for: member.intent, observation, ownership: Ownership(), templates: context.templates)
    let plan = HostPlan(host: member.host, from: bare, to: target)
    let files = target.boot.files.sorted { $0.key < $1.key }.map { (path: $0.key, file: $0.value) }
    view.show(
      .rendering(Rendering(host: member.host, steps: plan.steps(member.driver), files: files)))
  }
}
