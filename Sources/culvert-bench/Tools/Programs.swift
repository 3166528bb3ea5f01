import Drivers
import Foundation
import HostAgent
import Model
import Templates

/// Where programs are, and what the agent is.
enum Programs {
  /// culvert, built beside this program.
  static var culvert: URL { get throws { try beside("culvert") } }

  /// This program.
  static var own: URL {
    get throws { URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) }
  }

  private static func beside(_ name: String) throws -> URL {
    let program = try own.deletingLastPathComponent().appending(path: name)
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw BenchError("there is no \(program.path): build it with: swift build -c release")
    }
    return program
  }

  /// The agent's program for a system, as culvert sends it.
  static func agent(for system: OperatingSystem) throws -> AgentProgram {
    let text = try Renderer().agent(for: system)
    return AgentProgram(
      text: text.whole, look: text.look, trust: text.trust, version: "bench", stateFolder: system.driver.stateFolder)
  }

  /// What a program prints.
  /// - Throws: if it does not end well.
  static func output(of words: [String]) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(component: "culvert-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let ran = try Child(words, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], output: file.path).wait()
    let said = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    guard ran.status == 0 else { throw BenchError("\(words[0]) ended with \(ran.status): \(said)") }
    return said
  }
}
