import Foundation
import Testing

/// How much of the tests runs: a core with `.ci/test`, which has one of each kind at least; all with `.ci/all`.
package enum TestScope {
  /// Whether all tests run and not only the core, as `.ci/all` says.
  package static let isWhole = ProcessInfo.processInfo.environment["CULVERT_ALL"] != nil

  /// Every case, or in the core one of this many.
  ///
  /// The first is always one of them, and the choice is the same in every run.
  package static func cases<Case>(_ all: [Case], coreTakesOneIn step: Int) -> [Case] {
    isWhole ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
  }
}

extension Trait where Self == ConditionTrait {
  /// One of the tests that only `.ci/all` runs: the core, which runs always, has others of their kind.
  package static var beyondCore: Self { .enabled(if: TestScope.isWhole, "not of the core: .ci/all runs it") }
}

extension Trait where Self == TimeLimitTrait {
  /// A test that hangs ends; long runs of one are for `.ci/all`.
  package static var notForever: Self { .timeLimit(.minutes(TestScope.isWhole ? 60 : 15)) }
}
