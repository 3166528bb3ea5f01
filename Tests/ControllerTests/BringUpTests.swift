import Controller
import Drivers
import HostAgent
import Model
import Planning
import Testing

/// A change that nothing goes wrong with.
@Suite struct BringUpTests {
  @Test func `a cluster is brought up, has no drift then, and goes away without a trace`() async throws {
    let cluster = FakeCluster()
    let before = cluster.state
    let up = await cluster.run(try await cluster.plans(Example.cluster()), Example.cluster())
    #expect(up.outcome == .confirmed)
    #expect(up.problems.isEmpty && up.didApply && !up.wasInterrupted)
    #expect(up.endings == Dictionary(uniqueKeysWithValues: Example.names.map { ($0, .confirmed) }))
    #expect(try await cluster.plans(Example.cluster()).isEmpty)
    #expect(cluster.unclean.isEmpty)
    #expect(cluster.state != before)

    let down = await cluster.run(try await cluster.plans(Example.nothing), Example.nothing)
    #expect(down.outcome == .confirmed)
    var after = cluster.state
    // What the next start makes is what is now: the fake's boot remembers that there was a confirm.
    for name in Example.names { after[name]?.booted = before[name]?.booted ?? FakeKernel() }
    #expect(after == before)
    #expect(try await cluster.plans(Example.nothing).isEmpty)
  }

  @Test func `the kernels have what the inventory says, in the words of their own tools`() async throws {
    let cluster = try await FakeCluster.up()
    let director = cluster[Example.director].system.kernel
    let rules = director.rules.split(separator: "\n").filter { !$0.contains("192.0.2.99") && !$0.contains("10.0.0.9") }
    #expect(
      rules == [
        "-A -t 198.18.0.80:80 -s wlc", "-a -t 198.18.0.80:80 -r 198.18.1.21:80 -i -w 1 --tun-type ipip",
        "-a -t 198.18.0.80:80 -r 198.18.2.22:80 -i -w 2 --tun-type ipip", "-A -t 198.18.0.81:21 -s wlc -p 600",
        "-a -t 198.18.0.81:21 -r 198.18.1.21:21 -i -w 1 --tun-type ipip",
      ])
    #expect(director.thresholds.contains("  -> 198.18.2.22:80   200  50"))
    #expect(director.devices["lo"]?.addresses.map(\.description).contains("198.18.0.81/32") == true)
    #expect(director.forwarding == "1")
    let web1 = cluster[Example.web1].system.kernel
    #expect(web1.tunnels.contains("lvs-lb1: ip/ip remote 198.18.0.11 local 198.18.1.21 ttl inherit"))
    #expect(web1.devices["lvs-lb1"]?.addresses.map(\.description) == ["198.18.0.80/32", "198.18.0.81/32"])
    #expect(web1.devices["lvs-lb1"]?.isUp == true)
    #expect(web1.devices["lvs-lb1"]?.conf.values["rp_filter"] == 2)
    #expect(web1.devices["eth0"]?.conf.values["arp_ignore"] == 1)
    #expect(web1.devices["eth0"]?.conf.values["arp_announce"] == 2)
  }

  @Test func `what is not culvert's is as it was`() async throws {
    let cluster = try await FakeCluster.up()
    for name in Example.names {
      let (before, after) = (Example.system(name), cluster[name].system)
      #expect(after.files[Example.motd] == before.files[Example.motd])
      #expect(after.kernel.devices["sit-old"]?.tunnel == before.kernel.devices["sit-old"]?.tunnel)
      #expect(after.kernel.services["-t 192.0.2.99:443"] == before.kernel.services["-t 192.0.2.99:443"])
    }
  }

  @Test func `nothing is asked of a host twice`() async throws {
    let cluster = FakeCluster()
    _ = await cluster.run(try await cluster.plans(Example.cluster()), Example.cluster())
    for name in Example.names {
      #expect(cluster[name].count(.stage) == 1)
      #expect(cluster[name].count(.confirm) == 1)
      #expect(cluster[name].count(.revert) == 0)
    }
    #expect(cluster[Example.director].count(.apply) == 2, "build and direct")
    #expect(cluster[Example.web1].count(.apply) == 1)
  }

  @Test func `each host's story is told in order`() async throws {
    let cluster = FakeCluster()
    _ = await cluster.run(try await cluster.plans(Example.cluster()), Example.cluster())
    #expect(
      cluster.told(Example.web1) == [.armed, .applied(.build), .verified(.build), .confirmed])
    #expect(
      cluster.told(Example.director) == [
        .armed, .applied(.build), .verified(.build), .applied(.direct), .verified(.direct), .confirmed,
      ])
  }

  @Test func `a removed realserver is drained for as long as somebody is connected, and no longer than wanted`()
    async throws
  {
    let cluster = try await FakeCluster.up()
    cluster[Example.director].serve([
      .init(destination: "198.18.2.22:80", active: 2, inactive: 9),
      .init(destination: "198.18.1.21:80", active: 50, inactive: 0),
    ])
    let smaller = Example.cluster([Example.web1: 1])
    let report = await cluster.run(try await cluster.plans(smaller), smaller, drain: 3)
    #expect(report.outcome == .confirmed)
    let drained = cluster.told(Example.director).compactMap { event -> [Int?]? in
      if case .draining(let connections, let left) = event { [connections, left] } else { nil }
    }
    #expect(drained == [[2, 3], [2, 2], [2, 1], [2, 0]])
    #expect(cluster[Example.web2].system.kernel.devices["lvs-lb1"] == nil)
  }
}
