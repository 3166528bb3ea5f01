import Drivers
import HostAgent
import Model

/// A host as it was seen.
package struct HostView: Sendable {
  package let host: HostName
  package let report: HostReport
  package let observation: Observation
  package let state: HostState

  /// Understands a report.
  /// - Throws: `HostFailure.answer` if the driver does not know what the host printed.
  package init(_ report: HostReport, of member: Fleet.Member) throws(HostFailure) {
    host = member.host
    self.report = report
    do {
      observation = try member.driver.observe(report.output)
    } catch { throw .answer(member.host, error) }
    state = HostState(live: observation.live, boot: observation.boot, ownership: report.ownership)
  }
}

extension Fleet {
  /// Looks at all hosts, or at those named.
  package func survey(_ hosts: Set<HostName>? = nil) async -> [HostName: Result<HostView, HostFailure>] {
    await each(hosts) { member throws(HostFailure) in
      try HostView(try await member.channel.probe(member.driver.probeArguments(for: member.intent)), of: member)
    }
  }
}
