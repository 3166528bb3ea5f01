import Controller
import Model
import Planning
import Testing

/// What a client meets while a change is on its way: the kernels are looked at after every single command.
@Suite struct AvailabilityTests {
  @Test(arguments: Scenario.allCases) func `a client's packet goes only to a realserver that can take it`(
    _ scenario: Scenario
  ) async throws {
    let rehearsal = try await Rehearsal(scenario)
    #expect(await rehearsal.run().outcome == .confirmed)
    var kernels = rehearsal.before.mapValues(\.kernel)
    var seen = 0
    for (host, command) in rehearsal.cluster.log.all {
      let ran = kernels[host]?.run(command)
      try #require(ran == .done, "\(host)# \(command)")
      for complaint in ControllerTests.complaints(kernels) { Issue.record("\(complaint), after \(host)# \(command)") }
      seen += 1
    }
    #expect(seen == Example.names.map(rehearsal.stepCount).reduce(0, +), "each step once, and nothing else")
  }

  @Test(arguments: Scenario.allCases, Example.names)
  func `nor does it on the way back, whichever command failed`(_ scenario: Scenario, _ host: HostName) async throws {
    for index in 0..<(try await Rehearsal(scenario).stepCount(host)) {
      let rehearsal = try await Rehearsal(scenario)
      rehearsal.cluster[host].change { $0.troubles.step = (index, .fails) }
      #expect(await rehearsal.run().outcome == .rolledBack)
      var kernels = rehearsal.before.mapValues(\.kernel)
      var isFailed = false
      for (other, command) in rehearsal.cluster.log.all {
        // The command that failed is in the log, too.
        if !isFailed, other == host, command == (try rehearsal.step(host, index)) {
          isFailed = true
          continue
        }
        _ = kernels[other]?.run(command)
        for complaint in ControllerTests.complaints(kernels) {
          Issue.record("\(complaint), after \(other)# \(command); \(host) failed at \(index)")
        }
      }
      #expect(kernels.mapValues(\.withoutModules) == rehearsal.before.mapValues(\.kernel))
    }
  }

  @Test func `the check sees what it is for`() async throws {
    var kernels = try await Rehearsal(.shrink).before.mapValues(\.kernel)
    #expect(ControllerTests.complaints(kernels).isEmpty)
    let wrong: [(HostName, Command)] = [
      (Example.web2, Command("ip", "link", "set", "dev", "lvs-lb1", "down")),
      (Example.web1, Command("set_setting", "net/ipv4/conf/eth0/arp_ignore", "0")),
      (Example.director, Command("ipvsadm", "-D", "-t", "198.18.0.81:21")),
    ]
    for (index, (host, command)) in wrong.enumerated() {
      #expect(kernels[host]?.run(command) == .done)
      #expect(ControllerTests.complaints(kernels).count > index, "\(command)")
    }
  }

  /// What was wrong after any of these commands.
  static func complaints(
    along commands: [(host: HostName, command: Command)], from before: [HostName: FakeSystem]
  ) -> [String] {
    var kernels = before.mapValues(\.kernel)
    return commands.flatMap { host, command in
      _ = kernels[host]?.run(command)
      return ControllerTests.complaints(kernels).map { "\($0), after \(host)# \(command)" }
    }
  }
}
