import ArgumentParser
import Lab

struct Exec: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a command on a host, as root over ssh.",
    discussion: "Options of culvert-lab go before HOST. Without a command: a login. The exit status is the command's.")

  @OptionGroup var lab: LabName

  @Argument(help: "lb1, web1, ...")
  var host: String

  @Argument(parsing: .captureForPassthrough, help: "The host's shell reads it, as ssh has it.")
  var command: [String] = []

  func run() throws {
    let running = try Lab.attach(lab.name)
    let guest = try running.spec.guest(host)
    let arguments = running.controllerCommand(running.sshCommand(guest.name) + command)
    try replaceProcess(with: arguments, environment: running.processEnvironment)
  }
}
