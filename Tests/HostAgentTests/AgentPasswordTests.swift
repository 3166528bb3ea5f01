import Foundation
import Model
import TestSupport
import Testing

@testable import HostAgent

/// What a sudo that reads a password leaves to the agent, with a real shell.
@Suite struct AgentPasswordTests {
  /// Runs the command with a sudo that reads a line from the standard input, or does not.
  private func run(_ command: Command, readsLine: Bool, input: [UInt8]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-sudo-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sudo = folder.appending(component: "sudo")
    let read = readsLine ? "IFS= read -r password; test \"$password\" = 's3cret w0rd' || exit 1;" : ""
    // As sudo: -S, and -p with a prompt.
    try Data("#!/bin/sh\n\(read) shift 3; exec \"$@\"\n".utf8).write(to: sudo)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: sudo.path)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command.shellText]
    process.environment = ["PATH": "\(folder.path):/usr/bin:/bin"]
    let (stdin, stdout) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stdout)
    try process.run()
    try stdin.fileHandleForWriting.write(contentsOf: Data(input))
    try stdin.fileHandleForWriting.close()
    let output = String(decoding: stdout.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return output
  }

  @Test(
    "the script runs whether sudo takes the password or wants none, and the password never does",
    arguments: [true, false])
  func script(_ readsLine: Bool) throws {
    let program = AgentProgram(
      text: "cv_main() { echo \"ran $*\"; cat; }\n", trust: "cv_is_trusted() { :; }\n", version: "0",
      stateFolder: "/nowhere")
    let script = try AgentScript(.purge, program: program, nonce: Nonce("n"))
    let password = try #require(BecomePassword("s3cret w0rd"))
    let output = try run(
      AgentProgram.passwordCommand, readsLine: readsLine, input: AgentProgram.input(password, script))
    #expect(output == "ran n purge\n")
    #expect(!AgentProgram.passwordCommand.shellText.contains("s3cret"))
  }

  @Test("a password of more than one line, or of none, is none", arguments: ["", "a\nb", "a\rb", "a\0b"])
  func noPassword(_ text: String) { #expect(BecomePassword(text) == nil) }
}
