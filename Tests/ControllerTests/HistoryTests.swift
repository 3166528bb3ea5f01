import Controller
import HostAgent
import Model
import Planning
import Testing

/// What the hosts remember, put together, and the ways back that it offers.
@Suite struct HistoryTests {
  static let ids = ["aaaa0001", "aaaa0002", "bbbb0003"].map { text in made { try TransactionID(text) } }

  /// The inventories of three transactions; the second one changes nothing on web1.
  static let course = [Example.cluster([Example.web1: 1]), Example.cluster(), Example.cluster([Example.web2: 3])]

  @Test func `the history is that of all hosts together, oldest first`() async throws {
    let (cluster, states) = try await Self.lived()
    #expect(states.count == 4)
    let history = try await Self.history(cluster)
    #expect(history.entries.map(\.id) == Self.ids)
    #expect(history.entries.map(\.created) == [1000, 1100, 1200])
    #expect(history.entries.allSatisfy { $0.isConfirmed && $0.owner == "tester@here" })
    #expect(
      history.entries.map { Set($0.records.keys) } == [[Example.director, Example.web1], Self.second, Self.third])
    #expect(history.entries(beginning: "aaaa").count == 2)
    #expect(history.entries(beginning: "bbbb0003").map(\.id) == [Self.ids[2]])
    #expect(history.entries(beginning: "c").isEmpty)
  }

  @Test(arguments: Example.names) func `a host that cannot be reached is missing, and the others still tell`(
    _ host: HostName
  ) async throws {
    let (cluster, _) = try await Self.lived()
    cluster[host].arrange(Mishap(verb: .list, effect: .unreachable))
    let results = await cluster.fleet(Example.cluster()).history()
    guard case .failure(let failure)? = results[host] else {
      Issue.record("\(host)")
      return
    }
    #expect(failure.isUnreachable)
    let history = ClusterHistory(hosts: results.compactMapValues { try? $0.get() })
    #expect(history.hosts.count == 2)
    #expect(history.entries.map(\.id) == Self.ids, "each transaction was on more than one host")
    #expect(history.entries.allSatisfy { $0.records[host] == nil })
  }

  @Test(arguments: 0..<3) func `going back to before a transaction takes back the later ones too`(_ index: Int)
    async throws
  {
    let (cluster, states) = try await Self.lived()
    let history = try await Self.history(cluster)
    let points = history.returnPoints(before: history.entries[index])
    let fleet = cluster.fleet(Self.course[2])
    let rollbacks = await fleet.each { member throws(HostFailure) in
      try await Rollback(of: member, to: points[member.host])
    }
    let plans = try Example.names.compactMap { try rollbacks[$0]?.get().plan }.filter { !$0.isEmpty }
    #expect(try rollbacks.values.allSatisfy { try $0.get().editsSince.isEmpty })
    let report = await cluster.run(plans, Self.course[2], created: 1300)
    #expect(report.outcome == .confirmed, "\(report.problems)")
    for host in Example.names {
      let (now, then) = (cluster.state[host], states[index][host])
      #expect(now?.kernel == then?.kernel, "\(host)")
      #expect(now?.files == then?.files, "\(host)")
      #expect(now?.ownership == then?.ownership, "\(host)")
    }
  }

  @Test func `a transaction that was taken back is in the history and is no place to go back to`() async throws {
    let (cluster, _) = try await Self.lived()
    cluster[Example.director].change { $0.troubles.step = (0, .fails) }
    let id = made { try TransactionID("cccc0004") }
    let report = await cluster.run(
      try await cluster.plans(Example.nothing), Example.nothing, id: id, created: 1300)
    #expect(report.outcome == .rolledBack)
    let history = try await Self.history(cluster)
    let last = try #require(history.entries.last)
    #expect(last.id == id && !last.isConfirmed)
    #expect(last.records.values.allSatisfy { $0.state == .reverted && $0.reason == "controller" })
    #expect(history.returnPoints(before: last).isEmpty)
  }

  /// Two in the same second, and one by a controller whose clock is an hour behind: each before the last of its host.
  @Test func `the order is that of the hosts, whatever the ids and the clocks say`() throws {
    let history = ClusterHistory(hosts: [
      Example.web1: Self.records([("ffff0001", 5000), ("aaaa0002", 5000), ("cccc0003", 1400)]),
      Example.web2: Self.records([("bbbb0009", 4000), ("aaaa0002", 5000), ("dddd0004", 5000)]),
    ])
    #expect(
      history.entries.map(\.id.text) == ["bbbb0009", "ffff0001", "aaaa0002", "cccc0003", "dddd0004"])
    let second = try #require(history.entries(beginning: "aaaa").first)
    #expect(
      history.returnPoints(before: second).mapValues(\.text) == [Example.web1: "aaaa0002", Example.web2: "aaaa0002"])
    let first = try #require(history.entries(beginning: "ffff").first)
    #expect(
      history.returnPoints(before: first).mapValues(\.text) == [Example.web1: "ffff0001", Example.web2: "aaaa0002"])
    #expect(history.hostsUpToDate == [Example.web2])
  }

  @Test func `hosts that contradict each other are still put in some order`() {
    let history = ClusterHistory(hosts: [
      Example.web1: Self.records([("aaaa0002", 20), ("aaaa0001", 10), ("aaaa0003", 30)]),
      Example.web2: Self.records([("aaaa0001", 10), ("aaaa0002", 20)]),
    ])
    #expect(history.entries.map(\.id.text) == ["aaaa0001", "aaaa0002", "aaaa0003"])
  }

  private static func records(_ list: [(id: String, created: Int)]) -> [TransactionRecord] {
    list.enumerated().map { number, record in
      TransactionRecord(
        number: number, id: made { try TransactionID(record.id) }, state: .confirmed, reason: nil,
        created: record.created, owner: "tester@here")
    }
  }

  @Test func `what somebody changed of culvert's since is named before it is undone`() async throws {
    let (cluster, states) = try await Self.lived()
    cluster[Example.director].change { agent in
      _ = agent.system.kernel.run(
        Command("ipvsadm", "-e", "-t", "198.18.0.80:80", "-r", "198.18.2.22:80", "-i", "-w", "9"))
      _ = agent.system.kernel.run(Command("ipvsadm", "-D", "-t", "192.0.2.99:443"))
    }
    let fleet = cluster.fleet(Self.course[2])
    let member = try #require(fleet[Example.director])
    let rollback = try await Rollback(of: member, to: Self.ids[2])
    #expect(rollback.editsSince.map(\.thing) == ["destination 198.18.2.22:80 of 198.18.0.80:80/tcp"])
    let report = await cluster.run([rollback.plan], Self.course[2])
    #expect(report.outcome == .confirmed)
    let services = cluster[Example.director].system.kernel.services
    #expect(services["-t 198.18.0.80:80"] == states[2][Example.director]?.kernel.services["-t 198.18.0.80:80"])
    #expect(services["-t 192.0.2.99:443"] == nil, "what is not culvert's stays as it is now")
  }

  // MARK: - A cluster with a past

  private static let second: Set<HostName> = [Example.director, Example.web2]
  private static let third: Set<HostName> = [Example.director, Example.web1]

  /// A cluster after the three transactions, and its state before each of them and after the last.
  private static func lived() async throws -> (FakeCluster, [[HostName: FakeSystem]]) {
    let cluster = FakeCluster()
    var states = [cluster.state]
    for (index, inventory) in course.enumerated() {
      let plans = try await cluster.plans(inventory)
      let report = await cluster.run(plans, inventory, id: ids[index], created: 1000 + 100 * index)
      try #require(report.outcome == .confirmed, "\(report.problems)")
      states.append(cluster.state)
    }
    return (cluster, states)
  }

  private static func history(_ cluster: FakeCluster) async throws -> ClusterHistory {
    ClusterHistory(hosts: try await cluster.fleet(Example.cluster()).history().mapValues { try $0.get() })
  }
}
