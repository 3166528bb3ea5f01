import ArgumentParser
import Foundation

struct Measured: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a command as the first process of a namespace, and write down what it has cost.",
    discussion: """
      By a small process of its own: Linux adds the memory of who starts a process to its peak. What the command leaves \
      behind is ended with it, and counted.
      """, shouldDisplay: false)

  @Argument var file: String

  @Argument(parsing: .postTerminator) var words: [String]

  func run() throws {
    guard getpid() == 1 else { throw BenchError("this ends all processes that it sees: it is only for a namespace") }
    var cost = try Child(words, environment: ProcessInfo.processInfo.environment).wait()
    kill(-1, SIGKILL)
    var usage = rusage()
    while wait4(-1, nil, 0, &usage) > 0 {
      cost.processorTime += usage.processorTime
      cost.peakMemory = max(cost.peakMemory, usage.ru_maxrss)
    }
    try JSONEncoder().encode(cost).write(to: URL(filePath: file))
  }
}
