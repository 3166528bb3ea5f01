import Foundation

/// The processes of this machine, as /proc tells.
enum ProcessTable {
  /// Every process id there is.
  static var all: [pid_t] {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
  }

  /// Processes whose parent is the given one.
  static func children(of parent: pid_t) -> [pid_t] {
    all.filter { field("PPid", of: $0)?.first.flatMap { pid_t($0) } == parent }
  }

  /// The arguments a process was started with; empty when there is none.
  static func arguments(of pid: pid_t) -> [String] {
    let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
    return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// True for PID 1 of a pid namespace below ours.
  static func isInit(_ pid: pid_t) -> Bool {
    field("NSpid", of: pid).map { $0.count > 1 && $0.last == "1" } ?? false
  }

  /// The words of a line of /proc/PID/status.
  private static func field(_ name: String, of pid: pid_t) -> [Substring]? {
    guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/status") else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line.map { $0.dropFirst(name.count + 1).split(whereSeparator: \.isWhitespace) }
  }
}
