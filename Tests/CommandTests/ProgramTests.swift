import ArgumentParser
import Foundation
import Testing

@testable import Lab
@testable import culvert

/// The program as a shell or another program sees it, without a host.
@Suite struct ProgramTests {
  /// Runs the program that was built beside the tests, in a folder with these files.
  static func run(_ arguments: [String], files: [String: String]) async throws -> ProcessOutput {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let command = ["/usr/bin/env", "-C", folder.path, "HOME=\(folder.path)", try culvertProgram()] + arguments
    return await (try RunningProcess(command, environment: ["PATH": "/usr/bin:/bin"])).wait()
  }

  private func run(_ arguments: [String]) async throws -> ProcessOutput { try await Self.run(arguments, files: [:]) }

  private func run(_ arguments: String..., files: [String: String] = [:]) async throws -> ProcessOutput {
    try await Self.run(arguments, files: files)
  }

  static func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test(arguments: Culvert.configuration.subcommands.map { $0._commandName })
  func `every verb has a help`(verb: String) throws {
    let command = try #require(Culvert.configuration.subcommands.first { $0._commandName == verb })
    let help = Culvert.helpMessage(for: command, columns: 100)
    #expect(help.hasPrefix("OVERVIEW: "))
    #expect(help.contains("USAGE: culvert \(verb)"))
  }

  @Test(arguments: [
    ["nope"], ["render"], ["plan", "--fanout", "0"], ["up", "--deadline", "9"], ["up", "--deadline", "x"],
    ["up", "--drain-timeout", "3601"], ["down", "--on-unreachable", "quorum:1"], ["down", "--only-failed"],
    ["up", "--only-failed", "saved.plan"], ["up", "--on-unreachable", "skip", "saved.plan"], ["rollback", "a", "b"],
    ["check", "--strange"], ["explain", "CV"], ["up", "--force", "CV014", "saved.plan"],
  ])
  func `wrong arguments end with the status for that`(arguments: [String]) throws {
    let error = #expect(throws: (any Error).self) { try Culvert.parseAsRoot(arguments) }
    #expect(error.map { Culvert.exitCode(for: $0).rawValue } == ExitStatus.usage.rawValue)
  }

  @Test func `help and version are data, a complaint is not`() async throws {
    let help = try await run("--help")
    #expect(help.status == 0 && help.stderr == "" && help.stdout.hasPrefix("OVERVIEW: "))
    let version = try await run("--version")
    #expect(version.status == 0 && version.stderr == "" && version.stdout == Version.current + "\n")
    let wrong = try await run("nope")
    #expect(wrong.status == 64 && wrong.stdout == "" && wrong.stderr.hasPrefix("Error: "))
  }

  @Test(arguments: [
    (["stauts"], "'stauts' is not a command: it is one of 'check', "), (["dirft", "--json"], "did you mean 'drift'"),
    (["help", "rolback"], "did you mean 'rollback'"), (["help", "up"], nil), (["up", "--hlep"], "--help"),
  ]) func `a mistyped verb is told the right one`(arguments: [String], says: String?) async throws {
    let ran = try await run(arguments)
    guard let says else { return #expect(ran.status == 0 && ran.stdout.contains("USAGE: culvert up")) }
    #expect(ran.status == ExitStatus.usage.rawValue && ran.stderr.contains(says), "\(ran)")
  }

  @Test(arguments: [
    (["check", "-i", "nothing.yml"], "nothing.yml: cannot read it: no such file or directory"),
    (["check", "-i", "/tmp"], "/tmp: cannot read it: is a directory"),
    (["up", "culvert.yml"], "culvert.yml: it is not a plan of culvert's: it is no JSON"),
    (["up", "other.json"], "other.json: it is not a plan of culvert's: at the top: 'version' is missing"),
    (["up", "array.json"], "array.json: it is not a plan of culvert's: at the top: "),
  ]) func `what is no file for culvert is told in its own words, and in JSON`(
    arguments: [String], says: String
  ) async throws {
    let files = ["culvert.yml": try ReadmeTests.inventory(), "other.json": "{\"a\": 1}", "array.json": "[1]"]
    let ran = try await Self.run(arguments + ["--json"], files: files)
    #expect(ran.status == ExitStatus.error.rawValue && ran.stderr.contains(says), "\(ran)")
    #expect(!ran.stderr.contains("NSCocoa") && !ran.stderr.contains("Context("), "\(ran)")
    let error = try #require(try Self.objects(ran.stdout).last)
    #expect(error["event"] as? String == "error" && error["status"] as? Int == 1, "\(ran)")
    #expect((error["text"] as? String)?.contains(says) == true, "\(ran)")
  }

  @Test func `check passes the README's inventory, and says so`() async throws {
    let check = try await run("check", files: ["culvert.yml": try ReadmeTests.inventory()])
    #expect(check.status == 0 && check.stdout == "", "\(check)")
    #expect(check.stderr == "culvert.yml: 3 hosts, 1 service, 0 tunnels: no mistakes\n")
  }

  @Test func `check tells all mistakes, with their places`() async throws {
    let text = try ReadmeTests.inventory().replacing("wlc", with: "wcl").replacing("198.51.100.10", with: "10.0.0.256")
    let check = try await run("check", files: ["culvert.yml": text])
    #expect(check.status == 1)
    let lines = (check.stdout + check.stderr).split(separator: "\n")
    #expect(lines.count == 2, "\(check)")
    #expect(lines.allSatisfy { $0.contains(#/^culvert.yml:[0-9]+:[0-9]+: error: /#) }, "\(check)")
  }

  @Test func `in JSON every line has the version of the form and an event`() async throws {
    let text = try ReadmeTests.inventory().replacing("wlc", with: "wcl")
    let check = try await run("check", "--json", files: ["culvert.yml": text])
    #expect(check.status == 1)
    let lines = try Self.objects(check.stdout)
    #expect(lines.count == 1 && lines.allSatisfy { $0["v"] as? Int == 1 && $0["event"] as? String == "diagnostic" })
    let render = try await run("render", "lb1", "--json", files: ["culvert.yml": try ReadmeTests.inventory()])
    let rendering = try #require(try Self.objects(render.stdout).first)
    #expect(rendering["event"] as? String == "rendering" && rendering["host"] as? String == "lb1")
  }

  @Test func `a missing inventory is said to be missing`() async throws {
    let check = try await run("check")
    #expect(check.status == 1 && check.stdout == "")
    #expect(check.stderr.contains("culvert.yml"))
  }

  @Test(arguments: ["lb1", "web1", "web2"]) func `render shows commands and files`(host: String) async throws {
    let render = try await run("render", host, files: ["culvert.yml": try ReadmeTests.inventory()])
    #expect(render.status == 0 && render.stderr == "", "\(render)")
    #expect(render.stdout.contains("# /etc/culvert/boot, mode 0755\n#!/bin/sh\n"))
    #expect(render.stdout.contains("192.0.2.80"))
  }

  @Test func `templates of one's own are taken, and what they lack is culvert's`() async throws {
    let files = [
      "culvert.yml": try ReadmeTests.inventory(),
      "mine/linux/culvert.service.mustache": "# mine {{script}}{{#followsFilter}}{{/followsFilter}}\n",
    ]
    let render = try await run("render", "lb1", "--templates", "mine", files: files)
    #expect(render.status == 0 && render.stdout.contains("# mine /etc/culvert/boot\n"), "\(render)")
    let broken = try await run(
      "render", "lb1", "--templates", "mine",
      files: files.merging(["mine/linux/culvert.service.mustache": "{{scrpt}}"]) { $1 })
    #expect(broken.status == 1 && broken.stderr.contains("scrpt"), "\(broken)")
  }

  @Test func `a host that the inventory does not know is named`() async throws {
    let render = try await run("render", "web9", files: ["culvert.yml": try ReadmeTests.inventory()])
    #expect(render.status == 64 && render.stderr.contains("no host 'web9'"), "\(render)")
  }
}

/// The program that was built beside the tests.
func culvertProgram() throws -> String {
  let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  return URL(filePath: own).deletingLastPathComponent().appending(component: "culvert").path
}
