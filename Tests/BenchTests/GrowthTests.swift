import Model
import Testing
import Transport

@testable import culvert_bench

/// What a plan asks for does not grow faster than the number of hosts.
@Suite struct GrowthTests {
  private actor Counts {
    private(set) var connections = 0
    private(set) var commands = 0
    /// The bytes that were sent.
    private(set) var sent = 0

    func connected() { connections += 1 }

    func asked(_ command: RemoteCommand) {
      commands += 1
      sent += command.input.count
    }
  }

  private struct CountingConnector: Connector {
    let inner: InProcessConnector
    let counts: Counts

    func connect(to host: HostName, access: SSHAccess) async throws(TransportError) -> any HostConnection {
      await counts.connected()
      return CountingConnection(inner: try await inner.connect(to: host, access: access), counts: counts)
    }
  }

  private struct CountingConnection: HostConnection {
    let inner: any HostConnection
    let counts: Counts

    func run(_ command: RemoteCommand) async throws(TransportError) -> CommandResult {
      await counts.asked(command)
      return try await inner.run(command)
    }

    func close() async { await inner.close() }
  }

  @Test(arguments: FleetAnswers.Condition.allCases)
  func `each host is connected to once and asked once, however many there are`(
    condition: FleetAnswers.Condition
  ) async throws {
    var perHost: [Int] = []
    for size in [20, 120] {
      let plan = try FleetPlan(.answering, count: size)
      let counts = Counts()
      let inner = try InProcessConnector(FleetAnswers(condition), of: plan.cluster)
      _ = try await Growing.plan(plan.inventory, CountingConnector(inner: inner, counts: counts))
      #expect(await counts.connections == size)
      #expect(await counts.commands == size)
      perHost.append(await counts.sent / size)
    }
    // The mix of systems is a little another one.
    #expect(abs(perHost[1] - perHost[0]) < perHost[0] / 10)
  }
}
