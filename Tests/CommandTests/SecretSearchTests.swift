import Foundation
import Testing

@testable import Lab

/// The search for secrets finds one wherever it is.
@Suite struct SecretSearchTests {
  private let canary = Canary("planted")

  @Test(arguments: ["cmdline", "environ"]) func `in a process that lives through two looks`(place: String) async throws
  {
    let sampler = ProcessSampler([canary])
    let words = place == "cmdline" ? ["/bin/sh", "-c", "sleep 600", canary.text] : ["/bin/sleep", "600"]
    let environment = place == "environ" ? ["WORD": canary.text] : [:]
    let process = try RunningProcess(words, environment: environment, newSession: true)
    try await sampler.waitForLooks(2)
    process.kill()
    _ = await process.wait()
    #expect(try await sampler.stop().leaks == [Leak(canary: "planted", place: place)])
  }

  @Test func `in what was printed, in words and in JSON`() {
    #expect([canary].leaks(in: "lb1: \(canary.text)\n", "output").count == 1)
    #expect([canary].leaks(in: #"{"problem":"'\#(canary.text)'"}"#, "output").count == 1)
    #expect([canary].leaks(in: canary.text.dropLast() + "\n", "output").isEmpty)
  }

  @Test func `in files, in their names and in links, also in folders of folders`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-search-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let deep = folder.appending(path: "state/tx/0123abcd")
    try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
    try Data("nothing\n".utf8).write(to: deep.appending(component: "meta"))
    #expect(try [canary].leaks(below: folder.path).isEmpty)
    try Data([0xFF, 0] + Array(canary.text.utf8) + [0xFE]).write(to: deep.appending(component: "journal"))
    try Data().write(to: folder.appending(component: canary.text))
    try FileManager.default.createSymbolicLink(
      atPath: deep.appending(component: "link").path, withDestinationPath: "/no/\(canary.text)")
    let places = try [canary].leaks(below: folder.path).map(\.place)
    let path = folder.path
    #expect(
      Set(places) == [
        "the file \(path)/state/tx/0123abcd/journal", "the name \(path)/\(canary.text)",
        "the link \(path)/state/tx/0123abcd/link",
      ])
  }

  @Test func `of a key's file the lines that are its private half`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-key-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = (1...6).map { String(repeating: String($0), count: 70) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = (["-----BEGIN OPENSSH PRIVATE KEY-----"] + lines + ["short==", "-----END"]).joined(separator: "\n")
    try Data(text.utf8).write(to: folder.appending(component: "key"))
    let canaries = try Canary.keyMaterial("key", ofFile: folder.appending(component: "key").path)
    #expect(canaries.map(\.text) == Array(lines.suffix(2)))
  }
}
