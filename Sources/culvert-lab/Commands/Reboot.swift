import ArgumentParser
import Lab

struct Reboot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Restart a host and wait until it answers again; its disk stays.")

  @OptionGroup var lab: LabName

  @Argument(help: "lb1, web1, ...")
  var host: String

  func run() async throws { try await Lab.attach(lab.name).reboot(host) }
}
