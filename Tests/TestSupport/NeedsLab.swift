import Foundation
import Lab
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips, and says why, where no lab can run; with CULVERT_REQUIRE_LAB set, as in CI, it runs and so fails there.
  package static var needsLab: Self {
    let reason = Lab.unavailableReason()
    let required = ProcessInfo.processInfo.environment["CULVERT_REQUIRE_LAB"] != nil
    return .enabled(if: reason == nil || required, Comment(rawValue: reason ?? "labs run here"))
  }
}
