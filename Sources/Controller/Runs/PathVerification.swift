import Model
import Planning
import Prober

/// Proves by packets that clients reach every realserver.
package struct PathVerification: Sendable {
  private let context: RunContext
  private let upload: Upload
  private let source: HostName?

  /// With `source`, this host of the inventory connects instead of this machine, and sends nothing.
  package init(_ context: RunContext, upload: Upload = .fullSize, from source: HostName? = nil) {
    self.context = context
    self.upload = source == nil ? upload : .none
    self.source = source
  }

  /// Each path is told of once it is done.
  /// - Throws: `RunStop`, as where the host that is to connect could not be looked at; `ProberError` if it has no address
  ///   that a client could have.
  package func run() async throws -> PathVerificationResult {
    let (survey, trouble) = await context.lookAtThoseThatAnswer()
    guard let prober = try prober(survey) else {
      await context.fleet.disconnect()
      throw RunStop(trouble ?? .error)
    }
    let proposals = try context.proposals(survey, within: RunScope(), adopts: true)
    let verification = Verification(context, survey, proposals, prober, upload)
    let report = await context.waiting(for: .probing(paths: context.wanted.dataPaths.count)) {
      await verification.run { context.tell(.proof($0)) }
    }
    await context.fleet.disconnect()
    return PathVerificationResult(report: report, unread: survey.unreadCount, trouble: trouble)
  }

  /// This machine, or the host; nil where that could not be looked at.
  private func prober(_ survey: Survey) throws -> (any Prober)? {
    guard let member = source.flatMap({ context.fleet[$0] }) else { return context.prober }
    guard let seen = survey.views[member.host] else { return nil }
    return try HostProber(member, seen: seen, of: context.wanted)
  }
}

/// What was proven, on the hosts that could be looked at.
package struct PathVerificationResult: Sendable {
  package let report: VerificationReport
  /// How many hosts could not be looked at.
  package let unread: Int
  /// Why a host could not be looked at.
  let trouble: RunOutcome?

  package var outcome: RunOutcome {
    guard report.broken.isEmpty, report.clients.isEmpty else { return .differences }
    return trouble ?? (report.untried.isEmpty ? .done : .error)
  }
}
