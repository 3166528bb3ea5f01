import ArgumentParser
import Lab

struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Take a lab down; nothing of it is left.")

  @OptionGroup var lab: LabName

  func run() async throws { await (try Lab.attach(lab.name)).down() }
}
