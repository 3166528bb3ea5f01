import Drivers
import Model
import Planning
import Prober
import Transport

/// What a run works with: the cluster that is wanted, its hosts and the ways to them.
package struct RunContext: Sendable {
  /// The way to a host's agent; nothing is connected yet.
  package typealias Access = @Sendable (Host) throws -> any HostChannel

  /// What is asked of the hosts as a whole.
  package let wanted: Cluster
  /// The inventory as hosts record it.
  package let claim: Claim
  package let fleet: Fleet
  package let templates: any TemplateRendering
  let prober: any Prober
  let time: TimeSource
  private let access: Access
  /// Is told what happens, on any thread.
  let tell: @Sendable (RunEvent) -> Void

  /// - Throws: what `access` does.
  package init(
    _ claim: Claim, fanout: Fanout = Fanout(), templates: any TemplateRendering, prober: any Prober,
    time: TimeSource = .live, access: @escaping Access, tell: @escaping @Sendable (RunEvent) -> Void
  ) throws {
    let intents = Intents(of: claim.cluster)
    let members = try claim.cluster.hosts.map { host in
      Fleet.Member(
        host: host.name, driver: host.system.driver, intent: intents.intent(for: host), channel: try access(host))
    }
    self.init(
      claim.cluster, claim, Fleet(members: members, fanout: fanout), templates, prober, time, access, tell)
  }

  private init(
    _ wanted: Cluster, _ claim: Claim, _ fleet: Fleet, _ templates: any TemplateRendering, _ prober: any Prober,
    _ time: TimeSource, _ access: @escaping Access, _ tell: @escaping @Sendable (RunEvent) -> Void
  ) {
    (self.wanted, self.claim, self.fleet, self.templates) = (wanted, claim, fleet, templates)
    (self.prober, self.time, self.access, self.tell) = (prober, time, access, tell)
  }

  /// The same hosts, of which something else is wanted.
  func wanting(_ cluster: Cluster) -> RunContext {
    let intents = Intents(of: cluster)
    let members = fleet.members.map { member in
      Fleet.Member(
        host: member.host, driver: member.driver,
        intent: cluster.host(member.host).map(intents.intent) ?? member.intent, channel: member.channel)
    }
    return RunContext(
      cluster, claim, Fleet(members: members, fanout: fleet.fanout), templates, prober, time, access, tell)
  }

  /// The same, with one more host of which nothing is wanted.
  /// - Throws: what making the way to it does.
  func adding(_ host: Host) throws -> RunContext {
    var (wanted, claim) = (wanted, claim)
    wanted.hosts.append(host)
    claim.cluster.hosts.append(host)
    let member = Fleet.Member(
      host: host.name, driver: host.system.driver, intent: wanted.intent(for: host), channel: try access(host))
    return RunContext(
      wanted, claim, Fleet(members: fleet.members + [member], fanout: fleet.fanout), templates, prober, time, access,
      tell)
  }

  /// Does something that takes its time, and tells meanwhile what is waited for.
  func waiting<Value>(for activity: RunActivity, _ work: () async throws -> Value) async rethrows -> Value {
    tell(.activity(activity))
    defer { tell(.activity(nil)) }
    return try await work()
  }
}
