import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// rc.conf(5), edited: one folder of Fixtures/freebsd/rc.conf for each kind of file that may be on a host.
@Suite struct RCConfTests {
  @Test func `there are enough of them`() { #expect(RCConfCase.names.count > 60) }

  @Test(arguments: RCConfCase.names)
  func `only culvert's part is changed, and taking it off gives the old bytes`(name: String) throws {
    let files = RCConfCase(name)
    try Fixture.expect(try files.text(of: files.outcome()), in: "freebsd/rc.conf/\(name)/expected.txt")
  }

  @Test(arguments: RCConfCase.names)
  func `what has been written wants nothing more, and keeps mode and owner's choice`(name: String) throws {
    let files = RCConfCase(name)
    let outcome = try files.outcome()
    guard outcome.refusals.isEmpty else { return }
    var up = try files.observation(outcome.desired.boot.files)
    up.live = outcome.desired.live
    let driver = FreeBSDDriver()
    let again = try driver.desired(
      for: RCConfCase.intent, up, ownership: outcome.desired.ownership, templates: Renderer())
    #expect(again == outcome.desired)
    #expect(driver.findings(for: RCConfCase.intent, up, ownership: outcome.desired.ownership) == [])
    for (path, file) in files.files {
      guard case .regular(_, let mode) = file, case .regular(_, let after)? = outcome.desired.boot.files[path] else {
        continue
      }
      #expect(mode == after)
    }
  }

  /// A real shell reads the files before and after: the lists have one word more, and of all other names none is another.
  @Test(arguments: RCConfCase.names) func `sh reads what was meant, and all else as before`(name: String) throws {
    let files = RCConfCase(name)
    let outcome = try files.outcome()
    // The shell of this test finds no included files.
    guard outcome.refusals.isEmpty, !name.hasSuffix("included-file"),
      let gif = outcome.desired.ownership.tunnels.keys.first
    else { return }
    let before = try values(files.files)
    let after = try values(outcome.desired.boot.files)
    let lists = ["cloned_interfaces", "gif_interfaces"]
    func others(_ values: [String: String]) -> [String: String] {
      values.filter { !lists.contains($0.key) && !RCConf.isVariable($0.key, of: gif.text) }
    }
    #expect(others(before) == others(after))
    for list in lists {
      let words = (after[list] ?? "").split(separator: " ").filter { $0.prefix { $0 != ":" } != gif.text }
      #expect(words == (before[list] ?? "").split(separator: " ").filter { $0.prefix { $0 != ":" } != gif.text })
    }
    let named = lists.flatMap { (after[$0] ?? "").split(separator: " ") }.filter { $0.prefix { $0 != ":" } == gif.text }
    #expect(named.count == 1)
    // What was there already may say it in other words.
    guard outcome.desired.ownership.foundAtBoot.isEmpty || !name.hasPrefix("words-") else { return }
    let line = [after["ifconfig_\(gif)"], after["gifconfig_\(gif)"]].compactMap { $0 }.joined(separator: " ")
    for word in ["inet", "192.0.2.80", "203.0.113.21", "198.51.100.10"] {
      #expect(line.split(separator: " ").contains(Substring(word)))
    }
    #expect(after["ifconfig_\(gif)_alias0"]?.hasPrefix("inet 192.0.2.81") == true)
  }

  /// What sh makes of each name that is set in the files, blanks made one.
  private func values(_ files: [HostPath: BootFile]) throws -> [String: String] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-values-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var script = "set -f\n"
    var names: Set<String> = []
    let order: [HostPath] = ["/etc/rc.conf", "/etc/rc.conf.local", "/etc/rc.conf.d/network"]
    for (number, path) in order.enumerated() {
      guard case .regular(let bytes, _)? = files[path] else { continue }
      let file = folder.appending(path: "\(number)")
      try Data(bytes).write(to: file)
      script += ". '\(file.path)'\n"
      names.formUnion(
        String(decoding: bytes, as: UTF8.self).matches(of: #/([A-Za-z_][A-Za-z_0-9]*)=/#).map { String($0.output.1) })
    }
    for name in names.sorted() where !["motd", "x"].contains(name) { script += "echo \(name) $\(name)\n" }
    let file = folder.appending(path: "script")
    try Data(script.utf8).write(to: file)
    let ran = try run(["/bin/dash", file.path], environment: ["PATH": "/usr/bin:/bin"])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    let lines = ran.output.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
    return Dictionary(
      lines.map { line in
        let parts = line.split(separator: " ", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      }, uniquingKeysWith: { first, _ in first })
  }
}
