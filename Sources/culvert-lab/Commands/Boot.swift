import ArgumentParser
import Lab

struct Boot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Switch on a host that is off and wait until it answers; its disk is as it was.")

  @OptionGroup var lab: LabName

  @Argument(help: "lb1, web1, ...")
  var host: String

  func run() async throws { try await Lab.attach(lab.name).boot(host) }
}
