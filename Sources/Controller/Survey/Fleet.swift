import Drivers
import HostAgent
import Model
import Transport

/// The hosts of one run, each with what is asked of it and the way to its agent.
package struct Fleet: Sendable {
  package struct Member: Sendable {
    package let host: HostName
    package let driver: any Driver
    package let intent: HostIntent
    package let channel: any HostChannel

    package init(host: HostName, driver: any Driver, intent: HostIntent, channel: any HostChannel) {
      self.host = host
      self.driver = driver
      self.intent = intent
      self.channel = channel
    }

    /// Asks the host for the last time: its connection ends with it.
    func lastly<Value: Sendable>(
      _ work: @Sendable (Member) async throws(HostFailure) -> Value
    ) async throws(HostFailure) -> Value {
      let result: Result<Value, HostFailure>
      do throws(HostFailure) { result = .success(try await work(self)) } catch { result = .failure(error) }
      await channel.disconnect()
      return try result.get()
    }
  }

  /// In the order of the inventory.
  package let members: [Member]
  /// How many hosts are spoken to at once.
  package let fanout: Fanout
  private let byName: [HostName: Member]

  package init(members: [Member], fanout: Fanout = Fanout()) {
    self.members = members
    self.fanout = fanout
    byName = Dictionary(members.map { ($0.host, $0) }) { first, _ in first }
  }

  package subscript(host: HostName) -> Member? { byName[host] }

  /// Does the same on all hosts, or on those named, as many at a time as the fan-out allows.
  package func each<Value: Sendable>(
    _ hosts: Set<HostName>? = nil,
    _ work: @escaping @Sendable (Member) async throws(HostFailure) -> Value
  ) async -> [HostName: Result<Value, HostFailure>] {
    let members = members.filter { hosts?.contains($0.host) ?? true }
    let results = await fanout.map(members) { member -> Result<Value, HostFailure> in
      do throws(HostFailure) { return .success(try await work(member)) } catch { return .failure(error) }
    }
    return Dictionary(uniqueKeysWithValues: zip(members.map(\.host), results))
  }

  /// Ends all connections.
  package func disconnect() async {
    _ = await fanout.map(members) { await $0.channel.disconnect() }
  }
}
