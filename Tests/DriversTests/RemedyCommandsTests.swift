import Foundation
import Testing

/// No command that a finding prints takes away what is not culvert's.
///
/// All commands of all findings are made in files that speak of findings, remedies, repairs or obstacles; each is a list of words, and a word
/// that destroys is none of them. In words for people such a command is part of a sentence: its owner may use it.
@Suite struct RemedyCommandsTests {
  private static let destructive: Set<String> = [
    "del", "delete", "destroy", "unplumb", "-unplumb", "flush", "-F", "-X", "-D", "-C", "-Z", "rm", "rmmod", "remove",
    "unset",
    "delete-iptun", "delete-addr", "delete-if", "delete-ip", "disable-if", "delete-vnic", "umount", "kill", "killall",
    "pkill",
    "down", "stop", "-x", "deletetunnel", "-alias", "purge", "reset", "clear", "mask",
  ]

  /// What a command may do all the same: nothing is destroyed, and the finding says whose it is.
  private static let sources: [URL] = {
    let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
    let files = FileManager.default.enumerator(at: top, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return files.filter { $0.pathExtension == "swift" }.sorted { $0.path < $1.path }
  }()

  /// Files in which remedies are made: those of steps make changes of culvert's own.
  private static let speaking: [(name: String, text: String)] = sources.compactMap { url in
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    let speaks = ["Finding(", "Remedy", "Repair", ".run(", "PacketFilter(", "LinuxRoute"].contains { text.contains($0) }
    return speaks && url.path.contains(#/Sources/(Drivers|Planning|Controller|culvert)//#)
      ? (url.lastPathComponent, text) : nil
  }

  @Test func `no command of a finding destroys anything`() {
    #expect(Self.speaking.count >= 10, "the files that make findings are \(Self.speaking.map(\.name))")
    for (name, text) in Self.speaking {
      for words in Self.commands(in: text) {
        let found = words.filter(Self.destructive.contains)
        #expect(found.isEmpty, "\(name): \(words)")
      }
    }
  }

  @Test func `a command that destroys would be found`() {
    let text =
      #".run([Command("ip", "link", "del", name.text)]), .run([Command(["dladm", "delete-iptun"] + [x])]) "ip link del x""#
    #expect(Self.commands(in: text).map { $0.contains(where: Self.destructive.contains) } == [true, true])
  }

  /// The words of each `Command(…)` that is a remedy's: one that is turned into text for people is a sentence's.
  private static func commands(in text: String) -> [[String]] {
    var commands: [[String]] = []
    var rest = text[...]
    while let start = rest.firstRange(of: "Command(") {
      var depth = 1
      let body = rest[start.upperBound...]
      var end = body.startIndex
      while end < body.endIndex, depth > 0 {
        if body[end] == "(" { depth += 1 }
        if body[end] == ")" { depth -= 1 }
        end = body.index(after: end)
      }
      let isText = body[end...].drop(while: \.isWhitespace).hasPrefix(".shellText")
      if !isText { commands.append(body[..<end].matches(of: #/"([^"\\]*)"/#).map { String($0.output.1) }) }
      rest = body
    }
    return commands
  }
}
