import Foundation

@testable import Lab

/// What a lab could leave on this machine.
struct Traces: Equatable {
  var mounts: [String]
  var interfaces: [String]
  var files: [String]

  static var now: Traces {
    let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    let temporary = ["/run", "/run/netns", "/tmp", "/var/tmp", "/dev/shm", NSHomeDirectory()].flatMap { folder in
      list(folder).filter { name in ["culvert-lab", "uml", "linux."].contains { name.contains($0) } }
        .map { "\(folder)/\($0)" }
    }
    return Traces(
      mounts: mounts.split(separator: "\n").map(String.init), interfaces: list("/sys/class/net"), files: temporary)
  }

  /// Every process in the namespaces of a lab.
  static func processes(inLabOf supervisor: pid_t) -> [pid_t] {
    func namespace(_ pid: pid_t) -> String? {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/pid")
    }
    let own = namespace(supervisor)
    return ProcessTable.all.filter { own != nil && namespace($0) == own }
  }

  private static func list(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }
}
