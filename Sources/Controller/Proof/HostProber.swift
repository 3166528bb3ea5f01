import Model
import Prober

/// Connections that one of the inventory's hosts makes, by its SSH server.
///
/// Which of the host's addresses they come from is the host's own matter, and so is the port. So a director sends all that come
/// from the host to a VIP's port, for as long as one path is tried.
package struct HostProber: Prober {
  private let host: HostName
  private let channel: any HostChannel
  /// The inventory's own first.
  private let addresses: [IPv4Address]

  /// More filters than these on each interface of a director are too many for one proof.
  private static let mostAddresses = 8

  /// - Throws: `ProberError` if the host has no address that a client could have.
  package init(_ member: Fleet.Member, seen view: HostView, of cluster: Cluster) throws(ProberError) {
    host = member.host
    channel = member.channel
    let live = view.state.live
    let own = cluster.host(member.host)?.address.v4
    let there = live.addresses.map(\.address.address) + live.tunnels.values.flatMap { $0.addresses.map(\.address) }
    let usable = Set(there).filter { $0.reasonNotAHostAddress == nil && $0 != own }.sorted()
    addresses = Array((own.map { there.contains($0) ? [$0] : [] } ?? []) + usable)
    guard !addresses.isEmpty else { throw ProberError("\(host) has no IPv4 address") }
  }

  package var place: String { host.text }
  package var knowsPorts: Bool { false }

  package func prepare(to vip: Endpoint) throws(ProberError) -> any ProbeConnection {
    guard !addresses.contains(vip.address) else {
      throw ProberError("\(host) has the VIP \(vip.address) itself: verify from another host")
    }
    return Connection(
      channel: channel, vip: vip, sources: addresses.prefix(Self.mostAddresses).map { Endpoint($0, .all) })
  }

  private struct Connection: ProbeConnection {
    let channel: any HostChannel
    let vip: Endpoint
    let sources: [Endpoint]

    var source: Endpoint { sources[0] }

    /// The host's kernel alone knows what has been taken of data, so none is sent.
    func attempt(upload: Upload, patience: Duration) async -> Attempt {
      do throws(HostFailure) { return try await channel.connect(to: vip, patience: patience) } catch {
        return .prevented(error.description)
      }
    }
  }
}
