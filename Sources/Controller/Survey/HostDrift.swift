import Drivers
import HostAgent
import Model
import Planning

/// How a host differs from what is wanted, and what that may come from.
package struct HostDrift: Sendable {
  package let proposal: Proposal
  /// Nil where nothing differs.
  package let attributions: Result<Attributions, HostFailure>?

  /// Looks at a host, and where something differs asks at once what it comes from.
  /// - Throws: `HostFailure` if the host could not be looked at.
  init(of member: Fleet.Member, templates: any TemplateRendering, claim: Claim?) async throws(HostFailure) {
    let view = try await HostView(lookingAt: member)
    proposal = try Proposal(view, of: member, templates: templates, adopts: true, claim: claim)
    guard !proposal.plan.isEmpty else {
      attributions = nil
      return
    }
    do throws(HostFailure) {
      attributions = .success(try await Attributions(of: member, view, proposal.plan.changes))
    } catch { attributions = .failure(error) }
  }
}

extension Fleet {
  /// Looks at all hosts; a host's connection ends with what is asked of it, so that not all are open at once.
  package func drift(
    templates: any TemplateRendering, claim: Claim? = nil
  ) async -> [HostName: Result<HostDrift, HostFailure>] {
    await each { member throws(HostFailure) in
      try await member.lastly { member throws(HostFailure) in
        try await HostDrift(of: member, templates: templates, claim: claim)
      }
    }
  }
}
