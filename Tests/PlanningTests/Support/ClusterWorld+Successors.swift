import Model
import Planning

/// All that can happen next.
extension ClusterWorld {
  var successors: [ClusterWorld] {
    isSettled
      ? []
      : arrivals + answers + proofs + reminders + watchdogs + faults + heals + afterwards + (time.map { [$0] } ?? [])
  }

  func after(_ change: (inout ClusterWorld) -> Void) -> ClusterWorld {
    var next = self
    change(&next)
    return next
  }
}
