import Controller
import Model
import Planning

/// Whose resources there are on the hosts.
extension Session {
  /// - Throws: `ExitCode` after saying which plans would change what belongs to another cluster.
  func requireOwn(_ plans: [PlannedHost]) throws {
    let seen = Dictionary(plans.map { ($0.plan.host, $0.view.state) }) { first, _ in first }
    let foreign = claim.foreign(seen)
    var isRefused = false
    for planned in plans where !planned.plan.isEmpty {
      guard let finding = foreign[planned.plan.host] else { continue }
      isRefused = true
      view.show(.refusals([finding], host: planned.plan.host))
    }
    if isRefused { throw ExitStatus.refused.code }
  }

  /// Says which hosts the inventory has lost that others still name.
  func noteLostHosts(_ seen: [HostName: HostState]) {
    let findings = claim.lostHostFindings(seen)
    for member in fleet.members {
      for finding in findings[member.host] ?? [] { view.show(.note(FindingText.line(finding, member.host))) }
    }
  }
}
