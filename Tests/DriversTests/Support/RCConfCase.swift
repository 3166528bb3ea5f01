import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers
@testable import culvert

/// A host with the rc.conf(5) of one folder of Fixtures/freebsd/rc.conf, and what culvert makes of it.
///
/// In a folder: `rc.conf`, `rc.conf.local`, `rc.conf.d-network`, each if the host has it; `live`, what `ifconfig -a` prints
/// besides em0; `hosts`, /etc/hosts; `release`, kern.osreldate, if it is not 13.2; `link`, where /etc/rc.conf leads to if it is a link; `more`,
/// another file of /etc; and `expected.txt`.
struct RCConfCase {
  let name: String
  private let folder: URL

  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Fixture.path("freebsd/rc.conf"))
    return (names ?? []).sorted()
  }()

  init(_ name: String) {
    self.name = name
    folder = URL(filePath: Fixture.path("freebsd/rc.conf")).appending(path: name)
  }

  /// A realserver's part with two VIPs.
  static let intent: HostIntent = {
    var intent = Sample.realserverIntent()
    intent.endpoints.removeLast()
    return intent
  }()

  // MARK: - The host

  private func bytes(_ file: String) -> [UInt8]? {
    FileManager.default.contents(atPath: folder.appending(path: file).path).map(Array.init)
  }

  private func text(_ file: String) -> String? {
    bytes(file).map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .newlines) }
  }

  var files: [HostPath: BootFile] {
    let names: [(HostPath, String)] = [
      ("/etc/rc.conf", "rc.conf"), ("/etc/rc.conf.local", "rc.conf.local"),
      ("/etc/rc.conf.d/network", "rc.conf.d-network"),
    ]
    var files: [HostPath: BootFile] = [:]
    for (path, name) in names { files[path] = bytes(name).map { .regular(content: $0, mode: FileMode(0o640)) } }
    if let link = text("link") { files["/etc/rc.conf"] = .link(target: link) }
    return files
  }

  private var releaseDate: Int { text("release").flatMap { Int($0) } ?? 1_302_001 }

  /// The host as the driver sees it, with these files.
  func observation(_ files: [HostPath: BootFile]) throws -> Observation {
    let values = try Self.rcValues(
      files, more: bytes("more") ?? [], hosts: bytes("hosts") ?? [], isOld: releaseDate < 800_000)
    var output = ProbeOutput.freebsd.with("rc-values", values.output + values.errors, status: Int(values.status))
      .with("system", ProbeOutput.freebsdSystem(releaseDate))
    if let live = text("live") { output = output.with("interfaces", ProbeOutput.freebsdInterfaces + "\n" + live) }
    var observation = try FreeBSDDriver().observe(output)
    observation.boot.files = files
    return observation
  }

  /// What the agent's function says when a real shell reads the files.
  private static func rcValues(
    _ files: [HostPath: BootFile], more: [UInt8], hosts: [UInt8], isOld: Bool
  ) throws -> Ran {
    let etc = FileManager.default.temporaryDirectory.appending(path: "culvert-rc-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: etc) }
    func write(_ path: String, _ bytes: [UInt8]) throws {
      let file = etc.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let here = String(decoding: bytes, as: UTF8.self).replacing("/etc/", with: "\(etc.path)/etc/")
      try Data(String(decoding: bytes, as: UTF8.self).contains("/etc/") ? Array(here.utf8) : bytes).write(to: file)
    }
    for (path, file) in files {
      if case .regular(let bytes, _) = file { try write(path.text, bytes) }
    }
    try write("/etc/more", more)
    try write("/etc/hosts", hosts)
    let none = isOld ? "NO" : ""
    try write(
      "/etc/defaults/rc.conf",
      Array(
        "rc_conf_files=\"/etc/rc.conf /etc/rc.conf.local\"\nnetwork_interfaces=\"auto\"\ncloned_interfaces=\"\"\n"
          .utf8) + Array("gif_interfaces=\"\(none)\"\n".utf8))
    let agent = try Renderer().agent(for: .freebsd).system.whole
    let here = agent.replacing("in /etc /usr/local/etc;", with: "in \(etc.path)/etc \(etc.path)/usr/local/etc;")
    try write("/script", Array((here + "\nfreebsd_rc_values\n").utf8))
    var ran = try run(["/bin/dash", etc.appending(path: "script").path], environment: ["PATH": "/usr/bin:/bin"])
    ran.status >>= 8
    ran.bytes = Array(ran.output.replacing(etc.path, with: "").utf8)
    ran.errors = ran.errors.replacing(etc.path, with: "").replacing("/script: ", with: "")
    return ran
  }

  // MARK: - What culvert makes of it

  struct Outcome {
    var refusals: [Finding]
    var desired: HostState
    var afterDown: HostState?
  }

  func outcome() throws -> Outcome {
    let driver = FreeBSDDriver()
    let observation = try observation(files)
    let refusals = driver.findings(for: Self.intent, observation, ownership: .init())
    let desired = try driver.desired(for: Self.intent, observation, ownership: .init(), templates: Renderer())
    guard refusals.isEmpty else { return Outcome(refusals: refusals, desired: desired) }
    var up = try self.observation(desired.boot.files)
    up.live = desired.live
    #expect(driver.findings(for: Sample.emptyIntent, up, ownership: desired.ownership) == [])
    let down = try driver.desired(for: Sample.emptyIntent, up, ownership: desired.ownership, templates: Renderer())
    return Outcome(refusals: [], desired: desired, afterDown: down)
  }

  /// What is compared with expected.txt: refusals, or the interface and the lines that differ.
  func text(of outcome: Outcome) throws -> String {
    guard outcome.refusals.isEmpty, let down = outcome.afterDown else {
      return outcome.refusals.map { "refused: \($0.text(on: nil))\n" }.joined()
    }
    let name = outcome.desired.ownership.tunnels.keys.map(\.text).joined(separator: " ")
    let isAdopted = try observation(files).live.tunnels == outcome.desired.live.tunnels
    return "up: \(name)\(isAdopted ? ", as it is" : "")\n" + difference(files, outcome.desired.boot.files)
      + (down.boot.files == files ? "down: the old bytes\n" : "down:\n" + difference(files, down.boot.files))
  }

  private func difference(_ old: [HostPath: BootFile], _ new: [HostPath: BootFile]) -> String {
    Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map { path in
      let difference = lines(new[path]).difference(from: lines(old[path]))
      let removed = difference.removals.map { change in
        if case .remove(_, let line, _) = change { "  - \(line)\n" } else { "" }
      }
      let added = difference.insertions.map { change in
        if case .insert(_, let line, _) = change { "  + \(line)\n" } else { "" }
      }
      return "\(path)\(new[path] == nil ? ", gone" : old[path] == nil ? ", new" : "")\n" + (removed + added).joined()
    }.joined()
  }

  /// Each with what ends it, so that a missing end shows.
  private func lines(_ file: BootFile?) -> [String] {
    guard case .regular(let bytes, _)? = file else { return [] }
    var lines: [String] = []
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      lines.append(String(decoding: part, as: UTF8.self).replacing("\r", with: "\\r") + "\\n")
    }
    if let last = lines.popLast(), last != "\\n" { lines.append(String(last.dropLast(2))) }
    return lines
  }
}
