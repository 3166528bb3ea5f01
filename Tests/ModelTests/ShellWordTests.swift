import Foundation
import Model
import Testing

/// What `shellWord` makes of a text, as real shells read it.
@Suite struct ShellWordTests {
  static let shells = [
    ["/bin/sh"], ["/usr/bin/dash"], ["/usr/bin/bash"], ["/usr/bin/mksh"], ["/usr/bin/ksh93"],
    ["/usr/bin/busybox", "sh"],
  ].filter { FileManager.default.isExecutableFile(atPath: $0.first ?? "") }

  static let texts =
    [
      "", " ", "a", "a b", "'", "''", "'''", "a'b", "'a'", #"\"#, #"\'"#, #"a\"#, #"'\''"#, "\"", "$HOME", "$(id)",
      "`id`",
      "${x:-y}", ";id", "&", "|", "<", ">", "(", ")", "{a,b}", "[a-z]", "*", "?", "~", "~root", "#a", "!", "!!", "^",
      "%1",
      "=ls", "a=b", "-n", "--", "-", "\n", "a\nb\n", "\r\n", "\t", "\u{1B}[31m", "\u{7F}", "\\n", "%s", "%", "\\0101",
      "é", "e\u{301}", "日本", "\u{202E}", "𝄞",
    ] + (UInt8(1)..<128).map { String(repeating: Character(Unicode.Scalar($0)), count: 2) } + random

  @Test(arguments: shells) func `what comes out of printf is what went in`(shell: [String]) throws {
    #expect(try printed(Self.texts, by: shell) == Self.texts.map { Array($0.utf8) })
  }

  /// In Swift `'` with a combining mark is one character, and another one than `'`; to a shell it is a quote.
  static let marked = ["'\u{301}; echo broken #", "a'\u{300}b'\u{200D}c", "'\u{FE0F}$(id)", "x'\u{20DD}"]

  @Test(arguments: shells) func `a quote is a quote whatever follows it`(shell: [String]) throws {
    for text in Self.marked {
      #expect(try printed([text], by: shell) == [Array(text.utf8)])
    }
  }

  @Test(arguments: ["ip", "tunl0", "192.0.2.80/32", "net.ipv4.ip_forward=1", "-t", "[", "a b", "~/x", "it's"])
  func `only what is harmless stays as it is`(text: String) {
    let isHarmless = !["[", "a b", "~/x", "it's"].contains(text)
    #expect((shellWord(text) == text) == isHarmless)
  }

  @Test func `NUL is dropped, because no word can have it`() {
    #expect(shellWord("a\0b") == "'ab'")
    #expect(shellWord("\0") == "''")
  }

  @Test func `a command's words stay apart`() {
    let command = Command("ip", "addr", "add", "a b", "", "it's")
    #expect(command.shellText == #"ip addr add 'a b' '' 'it'\''s'"#)
  }

  /// Signs that mean something to a shell, in an order that nobody would think of.
  private static let random: [String] = {
    let signs = Array("'\"\\$`;&|<>(){}[]*?~#!^%= \n\tabé日".unicodeScalars)
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<200).map { _ in
      var text = String.UnicodeScalarView()
      for _ in 0..<12 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        text.append(signs[Int(state % UInt64(signs.count))])
      }
      return String(text)
    }
  }()

  /// What each text is after the shell has read its word.
  private func printed(_ texts: [String], by shell: [String]) throws -> [[UInt8]] {
    let script = texts.map { "printf %s \(shellWord($0))\nprintf '\\000'\n" }.joined()
    return try run(shell, script).split(separator: 0, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }

  private func run(_ shell: [String], _ script: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: shell[0])
    let file = FileManager.default.temporaryDirectory.appending(component: "culvert-\(UUID().uuidString).sh")
    try Data(script.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    process.arguments = shell.dropFirst() + [file.path]
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }
}
