import ArgumentParser
import Foundation
import Testing

@testable import Lab
@testable import culvert_lab

@Suite struct CommandTreeTests {
  @Test(arguments: CulvertLab.configuration.subcommands.map { $0._commandName })
  func `every verb has a help`(verb: String) throws {
    let command = try #require(CulvertLab.configuration.subcommands.first { $0._commandName == verb })
    let help = CulvertLab.helpMessage(for: command, columns: 100)
    #expect(help.hasPrefix("OVERVIEW: "))
    #expect(help.contains("USAGE: culvert-lab \(verb)"))
  }

  @Test func `a command's own options are passed on`() throws {
    let exec = try #require(try CulvertLab.parseAsRoot(["exec", "--name", "x", "lb1", "ls", "-l", "--name"]) as? Exec)
    #expect([exec.lab.name, exec.host] == ["x", "lb1"])
    #expect(exec.command == ["ls", "-l", "--name"])
  }

  @Test func `every file of the guest folder travels with the binary`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Lab/guest")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
    #expect(LabFiles.scripts.map(\.0) == names.sorted())
  }
}
