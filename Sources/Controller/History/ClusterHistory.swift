import HostAgent
import Model

/// The transactions of all hosts, put together by their ids; the hosts are the only place where they are kept.
package struct ClusterHistory: Sendable {
  /// What each host remembers, oldest first.
  package let hosts: [HostName: [TransactionRecord]]
  /// All transactions, oldest first: in the order that each host has them in, and by their clocks where no host had both.
  package let entries: [Entry]

  package init(hosts: [HostName: [TransactionRecord]]) {
    self.hosts = hosts
    entries = Self.inOrder(hosts)
  }

  /// One transaction with its record on each host that it was for.
  package struct Entry: Sendable {
    package let id: TransactionID
    /// Seconds since 1970 by the clock of the controller that began it.
    package let created: Int
    package let owner: String
    package let records: [HostName: TransactionRecord]

    /// Whether it changed anything that lasted.
    package var isConfirmed: Bool { records.values.contains { $0.state == .confirmed } }
  }

  /// The hosts that have confirmed the last transaction that any host has confirmed, and took none back since.
  package var hostsUpToDate: Set<HostName> {
    guard let last = entries.last(where: \.isConfirmed) else { return [] }
    return Set(hosts.keys.filter { last.records[$0]?.state == .confirmed && hosts[$0]?.last?.state == .confirmed })
  }

  /// The entries whose id begins like this.
  package func entries(beginning prefix: String) -> [Entry] { entries.filter { $0.id.text.hasPrefix(prefix) } }

  /// For each host, the transaction before which it was as it was before this one began.
  ///
  /// That is its record of the transaction, or else of the first one confirmed after it: going back to a transaction
  /// takes back the later ones too, also on hosts that the transaction itself was not for.
  package func returnPoints(before entry: Entry) -> [HostName: TransactionID] {
    let entryAndLater = Set(entries.drop { $0.id != entry.id }.map(\.id))
    return hosts.compactMapValues { records in
      records.first { $0.state == .confirmed && entryAndLater.contains($0.id) }?.id
    }
  }

  /// The transaction that a host had confirmed last before this one; nil if there was none.
  package func confirmed(before id: TransactionID, on host: HostName) -> TransactionID? {
    (hosts[host] ?? []).prefix { $0.id != id }.last { $0.state == .confirmed }?.id
  }

  /// Takes, again and again, the oldest of those that come next on each of their hosts.
  ///
  /// The clocks alone do not tell: two transactions may begin in the same second, or on controllers that do not agree
  /// about the time. Hosts that contradict each other, which the lock keeps them from, are heard by the clocks.
  private static func inOrder(_ hosts: [HostName: [TransactionRecord]]) -> [Entry] {
    var waiting = entries(hosts).sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    var next = hosts
    var order: [Entry] = []
    while !waiting.isEmpty {
      let index = waiting.firstIndex { entry in entry.records.keys.allSatisfy { next[$0]?.first?.id == entry.id } }
      let entry = waiting.remove(at: index ?? 0)
      for host in entry.records.keys { next[host]?.removeAll { $0.id == entry.id } }
      order.append(entry)
    }
    return order
  }

  private static func entries(_ hosts: [HostName: [TransactionRecord]]) -> [Entry] {
    var records: [TransactionID: [HostName: TransactionRecord]] = [:]
    for (host, list) in hosts {
      for record in list { records[record.id, default: [:]][host] = record }
    }
    return records.compactMap { id, records in
      guard let first = records.values.min(by: { $0.created < $1.created }) else { return nil }
      return Entry(id: id, created: first.created, owner: first.owner, records: records)
    }
  }
}

extension Fleet {
  /// What all hosts remember.
  package func history() async -> [HostName: Result<[TransactionRecord], HostFailure>] {
    await each { member throws(HostFailure) in try await member.channel.ask(.list) }
  }
}
