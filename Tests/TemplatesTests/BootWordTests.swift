import Foundation
import Model
import Templates
import Testing

/// Words that try to be more than words of the boot script.
@Suite struct BootWordTests {
  static let texts = [
    "; touch BROKEN", "$(touch BROKEN)", "`touch BROKEN`", "' ; touch BROKEN ; '", "'\n touch BROKEN\n'",
    "&& touch BROKEN",
    "| touch BROKEN", "> BROKEN", "\"; touch BROKEN; \"", "\\'; touch BROKEN #", "${IFS}touch${IFS}BROKEN", "# ",
    "$(id)", ";id", "$HOME", "(id)", "a;b", "[a-z]*", "a&b",
    "a|b", "<a", "^", "=ls",
    "{{name}}",
    "'\u{301}; touch BROKEN #", "*", "~", "-n", "", " ", "a b", "\t", "!!", "a\0b", "\u{1B}]0;x\u{7}",
    "\r\n touch BROKEN",
  ]

  @Test(arguments: texts) func `every word of the boot script stays one word`(text: String) throws {
    let word = TemplateValue.word(text)
    let values: [String: TemplateValue] = [
      "settings": .list([["name": word, "least": .text("1")]]),
      "shortens": .flag(true), "segments": .list([["call": .text(Command("mss", text, "80", "1440").shellText)]]),
      "tunnels": .list([
        [
          "name": word, "local": word, "remote": word,
          "addresses": .list([["call": .text(Command("address", text, text).shellText)]]),
        ]
      ]),
      "forgets": .flag(true), "expires": .flag(true), "forwards": .flag(false), "balances": .flag(true),
      "services": .list([
        [
          "key": .text(Command("-t", text).shellText), "options": .text(Command("-s", text).shellText),
          "destinations": .list([["address": word, "options": .text(Command("-w", text).shellText)]]),
        ]
      ]),
      "vips": .list([["call": .text(Command("address", text, text).shellText)]]),
    ]
    let script = try Renderer().render(TemplateName("linux/linux-boot.sh.mustache"), values)
    let plain = text.replacing("\0", with: "")
    let calls = [
      ["at_least", plain, "1"], ["mss", plain, "80", "1440"], ["tunnel", plain, plain, plain],
      ["address", plain, plain],
      ["try", "ip", "link", "set", "dev", plain, "up"], ["at_least", "net/ipv4/vs/expire_nodest_conn", "1"],
      ["at_least", "net/ipv4/vs/expire_quiescent_template", "1"],
      ["service", "-t", plain, "-s", plain],
      ["destination", plain, "-w", plain], ["address", plain, plain],
    ]
    let ran = try Self.calls(String(decoding: script, as: UTF8.self))
    #expect(ran.calls == calls)
    #expect(!ran.isBroken)
  }

  /// Runs the last part of the script with each of its functions replaced by one that prints its name and its words.
  private static func calls(_ script: String) throws -> (calls: [[String]], isBroken: Bool) {
    let functions = ["at_least", "mss", "address", "tunnel", "service", "destination", "try"].map { name in
      "\(name)() { printf '%s\\0' \(name) \"$@\"; printf '\\n\\0'; }\n"
    }
    // Loading a module is no word of anybody's.
    let lines = try #require(script.range(of: "\n}\n\n", options: .backwards))
    let body = script[lines.upperBound...].replacing(
      #/\[ -d /sys/module/[a-z_]+ \] \|\| try modprobe [a-z_]+\n/#, with: "")
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-words-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(("failed=0\n" + functions.joined() + body).utf8).write(to: folder.appending(path: "script"))
    let output = try run("/bin/dash", ["script"], in: folder)
    let words = output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    let calls = words.split(separator: Data("\n".utf8)).map { $0.map { String(decoding: $0, as: UTF8.self) } }
    return (calls, FileManager.default.fileExists(atPath: folder.appending(path: "BROKEN").path))
  }

  private static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }
}
