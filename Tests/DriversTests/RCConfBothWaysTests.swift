import Model
import Templates
import Testing

@testable import Drivers

/// rc.conf(5) there and back, over each folder of Fixtures/freebsd/rc.conf: only culvert's part differs after `up`, and
/// after `down`, and after a rollback, the bytes are the old ones.
@Suite struct RCConfBothWaysTests {
  /// What was there by hand and already right: `up` writes nothing and takes it over, and `down` lets go of it.
  private static let adopted: Set<String> = [
    "by-hand-2006-equal", "by-hand-2006-equal-no-final-newline", "by-hand-2006-equal-release-6",
    "by-hand-2006-equal-with-others", "by-hand-equal", "by-hand-equal-not-running", "by-hand-equal-variable-twice",
    "words-aliases-list", "words-create-args", "words-description", "words-description-running", "words-hostnames",
    "words-in-included-file", "words-ipv6-beside", "words-many", "words-no-netmask", "words-tunnel-in-alias",
    "words-variable",
  ]

  /// What culvert does not write to, and says why.
  private static let refused: Set<String> = [
    "by-hand-2006-different-ends", "by-hand-2006-release-10-loses-the-address", "by-hand-different",
    "by-hand-different-not-running", "by-hand-on-a-shared-line", "carriage-return-in-a-list", "condition-with-a-list",
    "exit", "here-document-plain", "link", "list-behind-and", "list-by-command", "list-by-default",
    "list-in-another-file", "odd-characters-in-the-list", "release-6-names-interfaces", "unbalanced-quote",
    "unfinished-last-line", "words-by-command", "words-family-last", "words-hostnames-unknown", "words-netif-off",
    "words-overruled-in-included-file", "words-quotes-inside", "words-renamed", "words-rival-in-included-file",
  ]

  /// What the issue names, each with the folders that are of its kind.
  @Test(arguments: [
    ("empty", ["empty", "only-a-newline", "absent"]),
    (
      "no final newline",
      [
        "no-final-newline", "no-final-newline-after-a-comment", "carriage-returns-no-final-newline",
        "list-twice-no-final-newline",
      ]
    ),
    ("CRLF", ["carriage-returns", "carriage-returns-no-final-newline", "carriage-return-behind-a-comment"]),
    ("comments after values", ["comments-after-values", "variable-twice"]),
    ("single and double quotes", ["single-quotes", "plain", "mixed-quotes", "no-quotes", "empty-quotes"]),
    ("continuation", ["continuation", "continuation-without-quotes", "newlines-in-quotes"]),
    ("the variable twice", ["list-twice", "list-twice-no-final-newline", "variable-twice", "list-adds-to-itself"]),
    ("cloned_interfaces in rc.conf.local", ["list-in-local", "list-in-both", "release-9-list-in-local"]),
    ("a list with other words", ["other-words", "blanks-around-words", "tabs-between-words", "gif-sticky"]),
    ("2006 style by hand, of another tunnel", ["by-hand-2006-another-director", "release-6-with-others"]),
    ("running by hand, and not in rc.conf", ["by-hand-running-only"]),
  ])
  func `each kind of file is there, and comes back byte by byte`(kind: String, names: [String]) throws {
    for name in names {
      #expect(RCConfCase.names.contains(name), "\(kind): \(name)")
      #expect(!Self.adopted.contains(name) && !Self.refused.contains(name), "\(kind): \(name)")
    }
  }

  @Test func `the table is long enough, and the exceptions are in it`() {
    #expect(Self.adopted.union(Self.refused).isSubset(of: RCConfCase.names))
    #expect(RCConfCase.names.count - Self.adopted.count - Self.refused.count >= 45)
  }

  @Test(arguments: RCConfCase.names) func `up and then down gives the old bytes`(name: String) throws {
    let host = RCConfCase(name)
    let outcome = try host.outcome()
    #expect(outcome.refusals.isEmpty != Self.refused.contains(name))
    guard let down = outcome.afterDown else { return }
    #expect((outcome.desired.boot.files == host.files) == Self.adopted.contains(name))
    #expect(outcome.desired.ownership.foundAtBoot.isEmpty != Self.adopted.contains(name))
    #expect(down.boot.files == host.files)
    #expect(try down.live == host.observation(host.files).live)
    #expect(down.ownership == Ownership())
  }

  /// A tunnel that was taken over and then had to be changed is culvert's, and goes with all that was there.
  @Test(arguments: adopted.sorted().filter { !$0.hasPrefix("words-") })
  func `of what was changed after it was taken over, down leaves nothing`(
    name: String
  ) throws {
    let host = RCConfCase(name)
    let adopted = try host.outcome().desired
    var intent = RCConfCase.intent
    intent.endpoints[0].addresses.remove(.init("192.0.2.81"))
    var seen = try host.observation(adopted.boot.files)
    seen.live = adopted.live
    let changed = try FreeBSDDriver().desired(
      for: intent, seen, ownership: adopted.ownership, templates: Renderer())
    #expect(changed.ownership.foundLive.isEmpty && changed.ownership.foundAtBoot.isEmpty)
    seen = try host.observation(changed.boot.files)
    seen.live = changed.live
    let down = try FreeBSDDriver().desired(
      for: Sample.emptyIntent, seen, ownership: changed.ownership, templates: Renderer())
    let (before, after) = (try RCConf(host.files), try RCConf(down.boot.files))
    let name = try #require(adopted.ownership.tunnels.keys.first)
    #expect(down.live.tunnels[name] == nil && down.ownership == Ownership())
    for list in ["cloned_interfaces", "gif_interfaces"] {
      #expect(after.words(list) == before.words(list).filter { $0 != name.text })
    }
    func others(_ conf: RCConf) -> [String] {
      conf.files.flatMap { String(decoding: $0.bytes, as: UTF8.self).split(separator: "\n") }.map(String.init)
        .filter { !$0.contains("_interfaces=") && !$0.contains("config_\(name)") }
    }
    #expect(others(after) == others(before))
    #expect(after.place(naming: name) == nil)
  }

  @Test(arguments: RCConfCase.names) func `each line that up writes names the tunnel, and no other changes`(
    name: String
  ) throws {
    let host = RCConfCase(name)
    let outcome = try host.outcome()
    guard outcome.refusals.isEmpty, let gif = outcome.desired.ownership.tunnels.keys.first else { return }
    for (path, file) in outcome.desired.boot.files {
      let (old, new) = (Self.lines(host.files[path]), Self.lines(file))
      let difference = new.difference(from: old)
      let removed = difference.removals.map(Self.line)
      let written = difference.insertions.map(Self.line).filter { !$0.contains(gif.text) }
      // A last line that had no end may have one now, and a line with a list is written anew with the tunnel in it.
      let ended = removed.filter { $0 == old.last && !$0.hasSuffix("\n") }.map { $0 + "\n" }
      #expect(Set(written).isSubset(of: ended), "\(path)")
      #expect(removed.count <= written.count + 1, "\(path)")
    }
  }

  @Test(arguments: RCConfCase.names) func `a rollback gives the old bytes, of what was taken over too`(
    name: String
  ) throws {
    let host = RCConfCase(name)
    let outcome = try host.outcome()
    guard outcome.refusals.isEmpty else { return }
    let before = HostState(boot: BootState(files: host.files))
    let driver = FreeBSDDriver()
    #expect(driver.restoredFiles(now: outcome.desired, then: before) == host.files)
    let down = try #require(outcome.afterDown)
    #expect(
      driver.restoredFiles(now: down, then: outcome.desired)
        == outcome.desired.boot.files.filter { RCConf.isPart($0.key) })
  }

  /// Each with its end, if it has one.
  private static func lines(_ file: BootFile?) -> [String] {
    guard case .regular(let bytes, _)? = file else { return [] }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let last = lines.removeLast()
    return lines.map { $0 + "\n" } + (last.isEmpty ? [] : [last])
  }

  private static func line(_ change: CollectionDifference<String>.Change) -> String {
    switch change {
    case .insert(_, let line, _), .remove(_, let line, _): line
    }
  }
}
