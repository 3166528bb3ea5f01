import Model

@testable import Transport

/// What was run on all hosts, in the order in which it was.
final class CommandLog: Sendable {
  private let entries = Monitor<[(HostName, Command)]>([])

  var all: [(host: HostName, command: Command)] { entries.withLock { $0.map { (host: $0.0, command: $0.1) } } }

  func append(_ host: HostName, _ commands: some Sequence<Command>) {
    entries.withLock { entries in entries += commands.map { (host, $0) } }
  }
}

/// What all kernels were like after every single thing that changed one, in the order in which it happened.
final class Chronicle: Sendable {
  private let entries = Monitor<[(HostName, FakeKernel)]>([])

  var all: [(host: HostName, kernel: FakeKernel)] { entries.withLock { $0.map { (host: $0.0, kernel: $0.1) } } }

  /// When the last of it happened.
  var last: Duration? { time.withLock { $0 } }
  private let time = Monitor<Duration?>(nil)

  func append(_ host: HostName, _ kernels: some Collection<FakeKernel>, at now: Duration) {
    guard !kernels.isEmpty else { return }
    entries.withLock { entries in entries += kernels.map { (host, $0) } }
    time.withLock { $0 = max($0 ?? now, now) }
  }
}
