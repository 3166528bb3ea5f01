import Glibc

@testable import Transport

/// A program of this machine that runs beside a test and is ended by its process id.
final class Daemon: Sendable {
  private let process: ChildProcess

  struct DidNotStart: Error { let output: String }

  /// Starts the program, and waits until it has printed the text so many times.
  init(_ path: String, _ arguments: [String], readyAfter text: String, times: Int) throws {
    let child = try PrintingChild(path, arguments)
    process = child.process
    var printed = ""
    while printed.ranges(of: text).count < times {
      guard let more = child.read() else {
        process.wait()
        throw DidNotStart(output: printed)
      }
      printed += more
    }
    // It must never have to wait for a reader.
    try startThread { while child.read() != nil {} }
  }

  deinit {
    process.signal(SIGTERM)
    process.wait()
  }
}
