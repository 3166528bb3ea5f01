import ArgumentParser
import HostAgent
import Model
import Planning
import Testing
import Transport

@testable import Controller
@testable import culvert

/// What is said at the end of a run that left hosts out.
@Suite struct RecapTests {
  private static func name(_ text: String) throws -> HostName { try HostName(text) }

  /// A change on lb1 that ended so, without these hosts.
  private static func recap(
    _ outcome: ClusterTransaction.Outcome, _ ending: ClusterTransaction.Ending, without skipped: [SkippedHost]
  ) throws -> [String] {
    let lb1 = try name("lb1")
    let change = Change(Settings.self, try SettingName("net/ipv4/ip_forward"), Delta(from: nil, to: SettingValue(1)))
    return ReportText.lines(
      try report(outcome, ending, []),
      PlanSummary(hosts: [.init(name: lb1, release: "linux", changes: [change], steps: [])], skipped: skipped))
  }

  private static func report(
    _ outcome: ClusterTransaction.Outcome, _ ending: ClusterTransaction.Ending, _ problems: [RunProblem],
    didApply: Bool = true
  ) throws -> RunReport {
    let lb1 = try name("lb1")
    return RunReport(
      id: try TransactionID("0123abcd"), outcome: outcome, endings: [lb1: ending],
      problems: problems.map { (lb1, $0) }, unproven: [], didApply: didApply, wasInterrupted: false)
  }

  @Test func `the hosts that were skipped are named with the reason, and how to go on`() throws {
    let skipped = [SkippedHost(host: try Self.name("web22"), reason: "cannot connect: no route")]
    #expect(
      try Self.recap(.confirmed, .confirmed, without: skipped) == [
        "  lb1    confirmed", "  web22  skipped: cannot connect: no route",
        "Confirmed on 1 of 1, 1 skipped · transaction 0123abcd · roll back with: culvert rollback 0123abcd",
        "When those that were skipped are well again: culvert up --only-failed",
      ])
    #expect(
      try Self.recap(.rolledBack, .reverted, without: skipped) == [
        "  lb1    as it was", "  web22  skipped: cannot connect: no route", "Rolled back: every host is as it was.",
      ])
  }

  /// A lock is refused, and a removed history leaves nothing to roll back to.
  @Test func `nothing is said to be rolled back that was not changed, nor where the history is gone`() throws {
    let report = try Self.report(.rolledBack, .untouched, [], didApply: false)
    #expect(ReportText.lines(report, PlanSummary(hosts: [])) == ["Nothing was changed on any host."])
    var summary = PlanSummary(hosts: [])
    summary.keepsHistory = false
    #expect(
      ReportText.lines(try Self.report(.confirmed, .confirmed, []), summary) == [
        "Confirmed on 1 of 1 · transaction 0123abcd"
      ])
  }

  @Test func `what is not proven is said last, and has a status of its own`() throws {
    var report = try Self.report(.confirmed, .confirmed, [])
    let path = DataPath(
      service: try ServiceName("web"), vip: try IPv4Address("192.0.2.80"), transport: .tcp, port: Port(number: 80),
      realserver: try Self.name("web1"), address: try IPv4Address("203.0.113.21"), forwarding: .tunneling(.ipip))
    report.unprovenPaths = [PathProof(path, .untried("no way to it"))]
    let lines = ReportText.lines(report, PlanSummary(hosts: []))
    #expect(lines.last == "NOT proven: 192.0.2.80:80/tcp through web1. See: culvert verify")
    #expect(ExitStatus(RunOutcome(report)) == .unproven)
    #expect(ExitStatus(RunOutcome(try Self.report(.confirmed, .confirmed, []))) == .done)
    #expect(ExitStatus(RunOutcome(try Self.report(.rolledBack, .reverted, []))) == .rolledBack)
  }

  @Test func `for how long a route is waited for is understood`() throws {
    #expect(try RouteWait(argument: "wait:10m").duration == .seconds(600))
    #expect(try RouteWait(argument: "wait:90s").duration == .seconds(90))
    for text in ["10m", "wait:", "wait:0s", "wait:m", "wait:-1m", "wait:10", "wait:10m:5", "wait:1.5h"] {
      #expect(throws: ValidationError.self, "\(text)") { try RouteWait(argument: text) }
    }
  }

  @Test func `where nobody was skipped nothing is said of it`() throws {
    #expect(
      try Self.recap(.confirmed, .confirmed, without: []) == [
        "  lb1  confirmed", "Confirmed on 1 of 1 · transaction 0123abcd · roll back with: culvert rollback 0123abcd",
      ])
  }

  @Test func `the status tells whether the others were changed`() throws {
    let skipped = [SkippedHost(host: try Self.name("web2"), reason: "cannot connect")]
    #expect(RunOutcome(skipped: skipped, isChanged: true) == .partlyConfirmed)
    #expect(RunOutcome(skipped: skipped, isChanged: false) == .unreachable)
    #expect(RunOutcome(skipped: [], isChanged: true) == .done && RunOutcome(skipped: [], isChanged: false) == .done)
  }

  /// As where the answer to a confirm was lost: what became of it was asked over another connection.
  @Test func `a connection that was lost on the way to a confirm that all have made is no error`() throws {
    let lost = RunProblem.failure(.transport(TransportError(host: try Self.name("lb1"), kind: .closed)))
    let cut = RunProblem.failure(.agent(try Self.name("lb1"), .cut, errors: ""))
    let absent = RunProblem.failure(.agent(try Self.name("lb1"), .absent(seen: ""), errors: ""))
    let contrary = RunProblem.unfinished(["tunnel lvs-lb1"])
    let slow = RunProblem.lasted(.seconds(60), deadline: 60)
    for problems in [[], [lost, lost], [cut], [slow]] {
      #expect(ExitStatus(RunOutcome(try Self.report(.confirmed, .confirmed, problems))) == .done)
    }
    for problem in [contrary, absent] {
      #expect(ExitStatus(RunOutcome(try Self.report(.confirmed, .confirmed, [lost, problem]))) == .error)
    }
    #expect(ExitStatus(RunOutcome(try Self.report(.partlyConfirmed, .unknown, [lost]))) == .partlyConfirmed)
    #expect(ExitStatus(RunOutcome(try Self.report(.rolledBack, .reverted, [lost]))) == .rolledBack)
  }
}
