import Foundation
import Model
import Templates
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

  // MARK: - Running

  /// Runs a script by the agent's functions; the host's /etc is the folder's.
  func run(_ script: String, by shell: Shell = Shell.all[0]) throws -> Ran {
    let path = "PATH=/sbin:/bin:/usr/sbin:/usr/bin\n"
    let agent = String(decoding: try Renderer().file(TemplateName("freebsd/freebsd-agent.sh")), as: UTF8.self)
    try #require(agent.contains(path))
    let here = agent.replacing(
      path,
      with: "PATH='\(Self.tools)':/usr/bin:/bin\nifconfig() { '\(Self.tools)/ifconfig' \"$@\"; }\n"
        + "sleep() { echo \"slept $1\" >>\"$HOST/naps\"; }\n"
    )
    .replacing("in /etc /usr/local/etc", with: "in '\(folder.path)/etc' '\(folder.path)/local'")
    .replacing(" /etc/rc.conf", with: " '\(folder.path)'/etc/rc.conf")
    try write("script", here + "\n" + script)
    return try DriversTests.run(
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
