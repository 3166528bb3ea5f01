import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// A folder that stands for a Linux host: its /proc/sys, and what the played `ip`, `ipvsadm` and `modprobe` of
/// Fixtures/linux/personality keep.
///
/// An emulation of what the commands do and print, made after the facts; the real kernel is in the lab.
final class PlayedHost {
  private let folder: URL
  private let tools = Fixture.path("linux/personality")

  /// A host with `lo` and `eth0`, as distributions leave it.
  init(address: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-played-\(UUID().uuidString)")
    for name in ["all", "default", "lo", "eth0"] {
      for (setting, value) in [("rp_filter", "1"), ("arp_ignore", "0"), ("arp_announce", "0"), ("forwarding", "0")] {
        try write("proc/sys/net/ipv4/conf/\(name)/\(setting)", value)
      }
    }
    try write("proc/sys/net/ipv4/conf/all/accept_redirects", "1")
    try write("proc/sys/net/ipv4/ip_forward", "0")
    try write("net/lo/addresses", "127.0.0.1/8")
    try write("net/eth0/addresses", "\(address)/24")
    for name in ["sys/class/net/lo", "sys/class/net/eth0", "net/lo/up", "net/eth0/up", "sys/module/x"] {
      try write("\(name)/x", "")
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ text: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("\(text)\n".utf8).write(to: file)
  }

  /// A name that is listed, and cannot be opened any more.
  func leaveDangling(_ name: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/nonexistent")
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8).trimmingCharacters(in: .newlines)
  }

  // MARK: - Running

  /// Runs a script that speaks of /proc, /sys and the tools of a host, on this one.
  ///
  /// The tools are functions, and in the PATH too: a busybox may prefer its own applets to the PATH, never to a function.
  func run(_ script: String, by shell: Shell) throws -> Ran {
    let path = #/PATH=/usr/sbin:[^\n]*/#
    try #require(script.contains(path), "the script sets its PATH")
    let functions = ["ip", "ipvsadm", "modprobe"].map { "\($0)() { '\(tools)/\($0)' \"$@\"; }\n" }.joined()
    let here = script.replacing(path) { _ in "PATH='\(tools)':/usr/bin:/bin\n\(functions)" }
      .replacing(#/(?<before>[ "])/sys//#) { "\($0.before)\(folder.path)/sys/" }
      .replacing(#/(?<before>[ "])/run//#) { "\($0.before)\(folder.path)/run/" }
      .replacing("/proc/", with: "\(folder.path)/proc/")
    try write("script", here)
    return try TestSupport.run(
      shell.words + [folder.appending(path: "script").path], environment: ["HOST": folder.path, "PATH": "/none"])
  }

  /// The commands of the last runs, and forgets them.
  func takeLog() throws -> String {
    defer { try? FileManager.default.removeItem(at: folder.appending(path: "log")) }
    return try text("log") + "\n"
  }

  // MARK: - Looking

  private static let looks = [
    ("links", "linux_dump -o link show"), ("tunnels", "linux_dump -o tunnel show"),
    ("addresses", "linux_dump -o -4 addr show"),
    ("settings", "played_kernel && linux_settings"), ("services", "linux_services"), ("thresholds", "linux_thresholds"),
  ]

  /// What the driver makes of what the agent prints here.
  func observe() throws -> Observation {
    let script = Self.looks.map { "\($0.1) || exit 1\necho ----\n" }.joined()
    let ran = try run(try Self.agent() + script, by: Shell.all[0])
    try #require(ran.status == 0, "\(ran.errors)")
    #expect(ran.errors == "")
    var output = ProbeOutput.director
    for (look, text) in zip(Self.looks, ran.output.components(separatedBy: "----\n")) {
      output = output.with(look.0, text)
    }
    return try LinuxDriver().observe(output)
  }

  /// What is here of a state; kernel settings count only where it names them.
  func live(of state: LiveState) throws -> LiveState {
    var live = try observe().live
    live.settings = live.settings.filter { state.settings[$0.key] != nil }
    return live
  }

  /// The agent's own functions, and what the kernel does when ip_forward is written (inet_forward_change).
  static func agent() throws -> String {
    let text = try Renderer().agent(for: .linux).system.whole
    return text + """

      played_kernel() {
        read -r value </proc/sys/net/ipv4/ip_forward
        for file in /proc/sys/net/ipv4/conf/*/forwarding; do echo "$value" >"$file"; done
        echo $((1 - value)) >/proc/sys/net/ipv4/conf/all/accept_redirects
      }

      """
  }
}
