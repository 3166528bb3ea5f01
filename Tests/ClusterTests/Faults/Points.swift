import Foundation
import Lab
import Testing

/// The agent with places at which it stops when a test wants it to, so that something can be done to its host just then.
///
/// A point is the beginning of any of the agent's functions that does something; they are counted, on each host, from
/// when the test says so. It can also be told by the function's name, which does not depend on how often the controller
/// came by with its heartbeats.
enum Points {
  /// Functions at whose beginning there is a point.
  private static let functions = [
    "begin", "lock", "put", "arm", "record_looks", "copy_boot_files", "check_boot_folders", "apply", "run_step",
    "do_step", "confirm", "conclude", "run_boot_steps", "write_boot_files", "prepare_boot_file", "place_boot_file",
    "finish", "take_back", "walk_back", "compare_looks", "renew", "revert", "result",
  ]

  /// What stops: without a process, so that what is tested is not made slower by much.
  private static let stop = """
    cv_point() {
      if [ ! -r /run/points/at ]; then return 0; fi
      read -r cv_p_at </run/points/at
      cv_p_count=0
      if [ -r /run/points/count ]; then read -r cv_p_count </run/points/count; fi
      cv_p_count=$((cv_p_count + 1))
      printf '%s\\n' "$cv_p_count" >/run/points/count
      if [ "$cv_p_count" != "$cv_p_at" ] && [ "$1" != "$cv_p_at" ]; then return 0; fi
      rm -f /run/points/at
      printf '%s\\n' "$$" >/run/points/reached
      while [ -e /run/points/reached ]; do sleep 0.5; done
    }
    """

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "templates")

  /// Puts templates with such an agent where culvert is run.
  static func install(in lab: Lab) throws {
    var left = Set(functions)
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: name)
      guard let text = try? String(contentsOf: file, encoding: .utf8), file.pathExtension != "swift" else { continue }
      try lab.writeFile("templates/\(name)", name.hasPrefix("agent/") ? instrumented(text, &left) : text)
    }
    try #require(left.isEmpty, "the agent has not these functions any more")
  }

  private static func instrumented(_ file: String, _ left: inout Set<String>) -> String {
    var text = file.replacing("\numask 077\n", with: "\numask 077\n\(stop)\n")
    for function in left where text.contains("\ncv_\(function)() {") {
      text = text.replacing("\ncv_\(function)() {", with: "\ncv_\(function)() { cv_point \(function);")
      left.remove(function)
    }
    return text
  }
}

extension ClusterLab {
  /// Stops the agent of a host at a point from now on; 0 only counts.
  func stop(_ host: String, at point: Int) async throws { try await stop(host, at: String(point)) }

  /// The same for the next point of this name.
  func stop(_ host: String, at point: String) async throws {
    try await on(host, "mkdir -p /run/points; rm -f /run/points/*; echo \(point) >/run/points/at")
  }

  /// Waits until the agent has stopped; false if what runs meanwhile ended before.
  ///
  /// The host looks, not we, and not often: a process costs a guest some 40 ms, and this is most of them.
  func reached(_ host: String, _ isOver: () -> Bool) async throws -> Bool {
    let look = "for i in 1 2 3 4; do test -e /run/points/reached && exit 0; sleep 1; done; exit 1"
    while !isOver() { if try await lab.exec(host, look).status == 0 { return true } }
    return false
  }

  /// How many points the agent of a host came by since `stop`.
  func pointsPassed(_ host: String) async throws -> Int {
    Int(try await on(host, "cat /run/points/count || echo 0").stdout.trimmingCharacters(in: .whitespacesAndNewlines))
      ?? 0
  }

  func goOn(_ host: String) async throws { _ = try await lab.exec(host, "rm -f /run/points/*") }
}
