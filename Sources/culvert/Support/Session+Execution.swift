import ArgumentParser
import Controller
import Dispatch
import Foundation
import Model
import Planning
import Synchronization

extension Session {
  /// Shows plans, asks, and carries them out; `skipped` are the hosts that are left out.
  /// - Returns: The status of a run in which nothing went wrong.
  /// - Throws: `ExitCode`.
  func carryOut(
    _ plans: [PlannedHost], skipped: [SkippedHost] = [], _ change: ChangeOptions, continuation: String? = nil
  ) async throws -> ExitStatus {
    var summary = summary(plans, skipped: skipped, deadline: change.deadline)
    if let continuation { summary.continuation = continuation }
    view.show(.plan(summary))
    let open = plans.map(\.plan).filter { !$0.isEmpty }
    guard !open.isEmpty else {
      await fleet.disconnect()
      return ExitStatus(skipped: skipped, isChanged: false)
    }
    try requireNobodyAtWork(plans)
    try confirmWithOperator(change)
    let report = await run(open, change)
    await fleet.disconnect()
    view.show(.report(report, summary))
    try ExitStatus(report).exit()
    return ExitStatus(skipped: skipped, isChanged: true)
  }

  private func run(_ plans: [HostPlan], _ change: ChangeOptions) async -> RunReport {
    let options = RunOptions(
      deadline: change.deadline, drainTimeout: change.drainTimeout, owner: Self.owner,
      created: Int(Date().timeIntervalSince1970))
    let view = self.view
    let run = TransactionRun(id: .random(), plans: plans, fleet: fleet, options: options) { host, progress in
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
      view.show(.note("refused: there is no terminal to ask on; say --yes, or save the plan and apply it"))
      throw ExitStatus.refused.code
    }
    FileHandle.standardError.write(Data("Apply? [y/N] ".utf8))
    guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
      view.show(.note("not applied: nothing was changed"))
      throw ExitStatus.refused.code
    }
  }
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
