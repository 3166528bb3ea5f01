import Drivers
import HostAgent
import Model

/// A host as it was seen; what it printed is understood and let go.
package struct HostView: Sendable {
  package let host: HostName
  /// A transaction that is not settled.
  package let pending: TransactionStatus?
  /// The last transaction that was confirmed.
  package let last: TransactionID?
  /// What culvert has made there and could not remove.
  package let leftovers: [String]
  package let observation: Observation
  package let state: HostState
  /// What keeps clients from services, if that was asked.
  package let clientFindings: [Finding]

  /// Looks at a host; with `withClients` also at what becomes of clients' packets, in the same round trip.
  /// - Throws: `HostFailure`.
  init(lookingAt member: Fleet.Member, withClients: Bool = false) async throws(HostFailure) {
    let more = withClients && !member.intent.clients.isEmpty ? member.driver.clientArguments : []
    try self.init(
      try await member.channel.ask(.probe(member.driver.probeArguments(for: member.intent) + more)), of: member)
  }

  /// Understands a report.
  /// - Throws: `HostFailure.answer` if the driver does not know what the host printed.
  package init(_ report: HostReport, of member: Fleet.Member) throws(HostFailure) {
    host = member.host
    (pending, last, leftovers) = (report.pending, report.last, report.leftovers)
    do {
      observation = member.driver.recognize(
        try member.driver.observe(report.output), for: member.intent, ownership: report.ownership)
    } catch {
      let misread = MisreadHost(report.output, of: member.host, member.driver.system)
      throw misread.map { .misread($0) } ?? .answer(member.host, error)
    }
    state = HostState(live: observation.live, boot: observation.boot, ownership: report.ownership)
    clientFindings = member.driver.clientFindings(for: member.intent, observation, report.output)
  }
}

extension Fleet {
  /// Looks at all hosts, or at those named.
  ///
  /// With `withClients` also at what becomes of clients' packets there.
  /// The connections stay for what is asked next; where that is nothing (`isLast`), each ends at once, so that not all are
  /// open together.
  package func survey(
    _ hosts: Set<HostName>? = nil, isLast: Bool = false, withClients: Bool = false
  ) async -> [HostName: Result<HostView, HostFailure>] {
    await each(hosts) { member throws(HostFailure) in
      guard isLast else { return try await HostView(lookingAt: member, withClients: withClients) }
      return try await member.lastly { member throws(HostFailure) in
        try await HostView(lookingAt: member, withClients: withClients)
      }
    }
  }
}
