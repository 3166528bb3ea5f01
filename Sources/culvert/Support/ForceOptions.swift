import ArgumentParser
import Model

/// What an operator takes upon himself.
struct ForceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Go on although this was found; may be given several times. See: culvert explain", valueName: "id"))
  var force: [FindingID] = []

  func validate() throws {
    guard let fast = force.first(where: { !$0.canBeForced }) else { return }
    throw ValidationError(
      "--force \(fast.rawValue): culvert cannot go on with that; what to do about it: culvert explain \(fast.rawValue)")
  }
}
