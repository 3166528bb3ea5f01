import ArgumentParser
import Lab

struct Env: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print where everything is, as shell variables.",
    discussion: "For `eval \"$(culvert-lab env)\"`. The paths are those that `culvert-lab run` sees.")

  @OptionGroup var lab: LabName

  func run() throws {
    let variables = try Lab.attach(lab.name).environment
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) { print("export \(name)='\(value)'") }
  }
}
