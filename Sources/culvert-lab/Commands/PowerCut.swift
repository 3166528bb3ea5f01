import ArgumentParser
import Lab

struct PowerCut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power-cut", abstract: "Switch a host off as a power failure does; `boot` switches it on.")

  @OptionGroup var lab: LabName

  @Argument(help: "lb1, web1, ...")
  var host: String

  func run() async throws { try await Lab.attach(lab.name).powerCut(host) }
}
