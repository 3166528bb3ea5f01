import Foundation

/// What was measured on, since seconds mean nothing without it.
struct Machine: Codable {
  let processor: String
  let processors: Int
  /// MiB.
  let memory: Int
  let kernel: String
  /// The average number of processes that ran or wanted to, over the last minute before the start.
  let load: Double

  /// The machine that this runs on.
  static func current() -> Machine {
    func field(_ name: String, in file: String) -> String? {
      let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }
    let memory = field("MemTotal", in: "/proc/meminfo").flatMap { Int($0.split(separator: " ").first ?? "") } ?? 0
    let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first
    return Machine(
      processor: field("model name", in: "/proc/cpuinfo") ?? "unknown",
      processors: ProcessInfo.processInfo.activeProcessorCount, memory: memory / 1024,
      kernel: field("", in: "/proc/sys/kernel/osrelease") ?? "unknown", load: load.flatMap { Double($0) } ?? 0)
  }
}
