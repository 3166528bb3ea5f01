import ArgumentParser
import Controller
import Dispatch
import Foundation
import Model
import Planning
import Prober
import Synchronization
import Transport

extension Session {
  /// Shows plans, asks, and carries them out; `skipped` are the hosts that are left out.
  /// - Returns: The status of a run in which nothing went wrong.
  /// - Throws: `ExitCode`.
  func carryOut(
    _ plans: [PlannedHost], skipped: [SkippedHost] = [], _ change: ChangeOptions, continuation: String? = nil,
    keepsHistory: Bool = true, proving: ProofGate.Policy? = nil
  ) async throws -> ExitStatus {
    let execution = try await execute(
      plans, skipped: skipped, change, continuation: continuation, proving: proving, keepsHistory: keepsHistory)
    try execution.failure?.exit()
    return execution.status
  }

  /// The same, and a run that fails is told of like any other; with `proving`, the ways that the change makes are proven
  /// by packets.
  /// - Throws: `ExitCode` if it was not begun.
  func execute(
    _ plans: [PlannedHost], skipped: [SkippedHost] = [], _ change: ChangeOptions, continuation: String? = nil,
    proving: ProofGate.Policy? = nil, whenRouted: RouteWait? = nil, noting proposals: [Proposal] = [],
    keepsHistory: Bool = true, showsContents: Bool = false
  ) async throws -> Execution {
    var summary = summary(plans, skipped: skipped, deadline: change.deadline)
    summary.note(proposals)
    if let continuation { summary.continuation = continuation }
    summary.keepsHistory = keepsHistory
    summary.showsContents = showsContents
    view.show(.plan(summary))
    let open = plans.map(\.plan).filter { !$0.isEmpty }
    guard !open.isEmpty else {
      await fleet.disconnect()
      return Execution(status: ExitStatus(skipped: skipped, isChanged: false))
    }
    try requireNobodyAtWork(plans)
    try requireOpenFiles()
    if proving != nil { warnOfClients(plans.map(\.view)) }
    try confirmWithOperator(change)
    let gate = proving.map { policy in
      ProofGate(
        open, skipped: Set(skipped.map(\.host)), of: wanted, fleet, prober: SocketProber(), policy: policy)
    }
    let report = await run(open, change, gate, whenRouted)
    await fleet.disconnect()
    view.show(.report(report, summary))
    if proving != nil, report.outcome == .confirmed { recallClients(plans.map(\.view)) }
    let end = ExitStatus(report)
    let isChanged = end == .done || end == .unproven
    let isWhole = end == .unproven && skipped.isEmpty
    return Execution(
      status: isChanged && !isWhole ? ExitStatus(skipped: skipped, isChanged: true) : end, isBegun: true,
      isChanged: isChanged, unproven: report.unproven)
  }

  /// - Throws: `ExitCode` after saying that this process may not open as many files as the change needs: found out in the
  ///   middle, all would be rolled back.
  private func requireOpenFiles() throws {
    let needed = Fanout.openFiles(forChangeOf: fleet.members.count)
    guard needed > Fanout.openFileLimit else { return }
    view.show(
      .note(
        "refused: a change of \(fleet.members.count) hosts needs up to \(needed) open files, the limit is "
          + "\(Fanout.openFileLimit): raise it with 'ulimit -Hn \(needed)' or in /etc/security/limits.conf"))
    throw ExitStatus.refused.code
  }

  private func run(
    _ plans: [HostPlan], _ change: ChangeOptions, _ gate: ProofGate?, _ whenRouted: RouteWait?
  ) async -> RunReport {
    var options = RunOptions(
      deadline: change.deadline, drainTimeout: change.drainTimeout, owner: Self.owner,
      created: Int(Date().timeIntervalSince1970))
    options.routePatience = whenRouted?.duration
    if RouteWait.endsAtEnter { options.untilRouted = { await RouteWait.untilEnter() } }
    let view = self.view
    let run = TransactionRun(id: .random(), plans: plans, fleet: fleet, options: options, gate: gate) {
      host, progress in
      view.show(.progress(progress, host: host))
    }
    let signals = InterruptSignals {
      await run.interrupt()
    } note: {
      view.show(.note($0))
    }
    defer { signals.stop() }
    return await run.run()
  }

  /// - Throws: `ExitCode` unless the operator says yes, or has said so with `--yes`.
  private func confirmWithOperator(_ change: ChangeOptions) throws {
    if change.yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      view.show(.note("refused: no terminal to ask on: add --yes"))
      throw ExitStatus.refused.code
    }
    FileHandle.standardError.write(Data("Apply? [y/N] ".utf8))
    guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
      view.show(.note("not applied: nothing was changed"))
      throw ExitStatus.refused.code
    }
  }
}

/// What came of plans.
struct Execution {
  let status: ExitStatus
  /// Whether there was something to do.
  var isBegun = false
  /// Whether all that there was to do is done.
  var isChanged = false
  /// The realservers that packets did not come through to, so that the change was taken back.
  var unproven: Set<HostName> = []

  /// The status, if something went wrong.
  var failure: ExitStatus? { isBegun && !isChanged ? status : nil }
}

/// Takes ctrl-C and a polite kill as the wish to stop cleanly; a second one stops at once.
final class InterruptSignals: Sendable {
  // Each source is resumed in init, cancelled in stop, and not touched in between.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  init(_ interrupt: @escaping @Sendable () async -> Void, note: @escaping @Sendable (String) -> Void) {
    let seen = Seen()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if seen.again() { _exit(ExitStatus.interrupted.rawValue) }
        note("interrupted: taking it back; once more to stop at once, the hosts then take it back at their deadline")
        Task { await interrupt() }
      }
      source.resume()
      return source
    }
  }

  func stop() {
    sources.forEach { $0.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}

/// Whether something has happened before.
private final class Seen: Sendable {
  private let value = Atomic(false)
  func again() -> Bool { value.exchange(true, ordering: .relaxed) }
}
