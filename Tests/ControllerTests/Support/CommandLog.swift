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
