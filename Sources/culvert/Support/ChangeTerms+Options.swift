import Controller
import Dispatch
import Foundation
import Model
import Synchronization

extension ChangeTerms {
  /// The terms of an operator at a terminal.
  init(_ change: ChangeOptions, _ view: any View, whenRouted: RouteWait? = nil) {
    var options = RunOptions(
      deadline: change.deadline, drainTimeout: change.drainTimeout, owner: Origin.thisOwner, created: 0)
    options.routePatience = whenRouted?.duration
    if RouteWait.endsAtEnter { options.untilRouted = { await RouteWait.untilEnter() } }
    self.init(
      options, now: { Int(Date().timeIntervalSince1970) }, approve: { change.yes || Self.asks(view) },
      interrupts: { Self.signals(view) })
  }

  /// Whether the operator says yes.
  private static func asks(_ view: any View) -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      view.show(.note("refused: no terminal to ask on: add --yes"))
      return false
    }
    FileHandle.standardError.write(Data("Apply? [y/N] ".utf8))
    let isApproved = ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    if !isApproved { view.show(.note("not applied: nothing was changed")) }
    return isApproved
  }

  /// Takes ctrl-C and a polite kill as the wish to stop cleanly; a second one stops at once.
  private static func signals(_ view: any View) -> AsyncStream<Void> {
    AsyncStream { wishes in
      let signals = InterruptSignals {
        view.show(
          .note("interrupted: taking it back; once more to stop at once, the hosts then take it back at their deadline")
        )
        wishes.yield()
      }
      wishes.onTermination = { _ in signals.stop() }
    }
  }
}

/// The signals of an operator who wants to stop.
private final class InterruptSignals: Sendable {
  // Each source is resumed in init, cancelled in stop, and not touched in between.
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  init(_ interrupt: @escaping @Sendable () -> Void) {
    let seen = Seen()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if seen.again() { _exit(ExitStatus.interrupted.rawValue) }
        interrupt()
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
