import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// A folder that stands for a FreeBSD host, with the played `ifconfig` of Fixtures/freebsd/played.
///
/// An emulation of what the command does and prints, made after the facts; the transcripts beside it are of real ones.
final class PlayedFreeBSD {
  let releaseDate: Int
  private let folder: URL
  private static let tools = Fixture.path("freebsd/played")

  /// A host with em0 and its address.
  init(_ releaseDate: Int = 1_302_001, address: String = "203.0.113.21") throws {
    self.releaseDate = releaseDate
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-played-\(UUID().uuidString)")
    try write("if/em0/addresses", "\(address) - 255.255.255.0\n")
    try write("if/em0/up", "")
    try write("if/em0/ends", "")
    try write("release", "\(releaseDate)\n")
    try write("log", "")
    try write("etc/rc.conf", "hostname=\"web1\"\n")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ text: String) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  /// The calls of ifconfig that change something since the last time, a line each.
  func takeLog() throws -> [String] {
    defer { try? Data().write(to: folder.appending(path: "log")) }
    return text("log").split(separator: "\n").map(String.init)
  }

  /// devd runs, and its script is seen by the ps(1) of so many looks before it does to gif0 what rc.conf says.
  func playDevd(after looks: Int, _ ends: String, _ address: String) throws {
    try write("devd-looks", "\(looks)\n")
    try write("devd-does", "\(ends)\n\(address)\n")
  }

  private static let devd = #"""
    ps() {
      [ -e "$HOST/devd-looks" ] || return 0
      if [ "$*" = '-axo comm' ]; then echo devd; return; fi
      [ -d "$HOST/if/gif0" ] && [ ! -e "$HOST/devd" ] || return 0
      read -r looks <"$HOST/devd-looks"
      if [ "$looks" -gt 0 ]; then
        echo "$((looks - 1))" >"$HOST/devd-looks"
        if [ "$looks" -le 5 ]; then echo '/bin/sh - /etc/pccard_ether gif0 start'; fi
      else
        echo '/bin/sh /etc/rc.d/netif quietstart gif0'
        { read -r ends; read -r address; } <"$HOST/devd-does"
        echo "$ends" >"$HOST/if/gif0/ends"
        echo "$address" >"$HOST/if/gif0/addresses"
        echo done >"$HOST/devd"
      fi
    }

    """#

  // MARK: - Running

  /// Runs a script by the agent's functions; the host's /etc is the folder's.
  func run(_ script: String, by shell: Shell = Shell.all[0]) throws -> Ran {
    let path = "PATH=/sbin:/bin:/usr/sbin:/usr/bin\n"
    let agent = try Renderer().agent(for: .freebsd).system.whole
    try #require(agent.contains(path))
    let here = agent.replacing(
      path,
      with: "PATH='\(Self.tools)':/usr/bin:/bin\nifconfig() { '\(Self.tools)/ifconfig' \"$@\"; }\n"
        + "sleep() { echo \"slept $1\" >>\"$HOST/naps\"; }\n" + Self.devd
    )
    .replacing("in /etc /usr/local/etc", with: "in '\(folder.path)/etc' '\(folder.path)/local'")
    .replacing(" /etc/rc.conf", with: " '\(folder.path)'/etc/rc.conf")
    let elsewhere = [
      "/conf/", "/cf/", "/data/", "/usr/local/opnsense", "/etc/inc/", "/etc/prd.name", "/etc/version", "/etc/platform",
    ]
    let moved = elsewhere.reduce(here) { $0.replacing(" \($1)", with: " '\(folder.path)'\($1)") }
    try write("script", moved + "\n" + script)
    return try TestSupport.run(
      shell.words + [folder.appending(path: "script").path], environment: ["HOST": folder.path, "PATH": "/none"])
  }

  /// Runs commands by the agent's functions, one after the other.
  func run(_ commands: [Command], by shell: Shell = Shell.all[0]) throws -> Ran {
    try run(commands.map { "\($0.shellText) || exit 1\n" }.joined(), by: shell)
  }

  // MARK: - Looking

  /// What the driver makes of what is here.
  func observe(_ files: [HostPath: BootFile] = [:]) throws -> Observation {
    let ran = try run("ifconfig -a")
    try #require(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    var observation = try FreeBSDDriver().observe(
      ProbeOutput.freebsd.with("system", ProbeOutput.freebsdSystem(releaseDate)).with("interfaces", ran.output))
    observation.boot.files = files
    return observation
  }
}
