import ArgumentParser
import Model

/// Whose resources a run may change besides its own inventory's.
struct TakeOverOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let this inventory have the managed resources of another cluster; 'unnamed' for an inventory without 'cluster:'.",
      valueName: "cluster"))
  var takeOver: String?

  func validate() throws {
    guard let takeOver, takeOver != ClusterName.unnamed else { return }
    do throws(InvalidValue) { _ = try ClusterName(takeOver) } catch {
      throw ValidationError("--take-over: \(quoted(takeOver)) is not a valid \(error.kind): \(error.reason)")
    }
  }
}
