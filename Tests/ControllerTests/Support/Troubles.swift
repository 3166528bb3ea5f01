import HostAgent
import Model

/// What goes wrong on a host itself.
struct Troubles: Sendable {
  /// How a command fails.
  enum Way: CaseIterable, Sendable {
    /// It does nothing, and says so.
    case fails
    /// It does it, and says that it failed.
    case failsAfterwards
    /// It does nothing, and says that all is well.
    case lies
  }

  /// The step of the transaction that fails, from 0, and how.
  var step: (index: Int, way: Way)?
  /// Whether every command that takes something back does nothing.
  var undoesNothing = false
  /// A boot file that cannot be written when it comes to it.
  var unwritable: HostPath?
  /// Why nothing can be staged, such as `state-directory`.
  var stageRefusal: RefusalReason?

  func run(_ command: Command, _ index: Int, _ kernel: inout FakeKernel) -> FakeKernel.Ran {
    guard let step, step.index == index else { return kernel.run(command) }
    if step.way == .failsAfterwards { _ = kernel.run(command) }
    return step.way == .lies ? .done : FakeKernel.Ran(status: 9, text: "no luck today")
  }
}
