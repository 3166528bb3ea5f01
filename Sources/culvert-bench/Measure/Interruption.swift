import Foundation

/// Leaves nothing behind when somebody presses ctrl-C, or ends this process politely.
final class Interruption {
  private let sources: [any DispatchSourceSignal]

  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// From now on until `end`, `cleanUp` is done first.
  init(_ cleanUp: @escaping @Sendable () -> Void) {
    sources = Self.signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        cleanUp()
        _exit(130)
      }
      source.resume()
      return source
    }
  }

  func end() {
    sources.forEach { $0.cancel() }
    Self.signals.forEach { signal($0, SIG_DFL) }
  }
}
