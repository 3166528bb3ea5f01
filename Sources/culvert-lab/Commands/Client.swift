import ArgumentParser
import Lab

struct Client: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a command where the client is.",
    discussion: "It is a command of this machine (curl, tcpdump, ...) in the client's network. For example:\n\n"
      + "  culvert-lab client curl -s http://198.18.101.80/")

  @OptionGroup var lab: LabName

  @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
  var command: [String]

  func run() throws {
    let running = try Lab.attach(lab.name)
    try replaceProcess(with: running.clientCommand(command), environment: running.processEnvironment)
  }
}
