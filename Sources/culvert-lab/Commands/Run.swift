import ArgumentParser
import Foundation
import Lab

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a command where the controller is, as culvert.",
    discussion: """
      It is a command of this machine, in this directory, in the network of the lab's router: lb1, web1, ... are known by \
      name and answer ssh. The variables that `culvert-lab env` prints are set; HOME is in the lab and has the lab's \
      key and known_hosts.
      """)

  @OptionGroup var lab: LabName

  @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
  var command: [String]

  func run() throws {
    let running = try Lab.attach(lab.name)
    let here = FileManager.default.currentDirectoryPath
    try replaceProcess(
      with: running.controllerCommand(command, workingDirectory: here), environment: running.processEnvironment)
  }
}
