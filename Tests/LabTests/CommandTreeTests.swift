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

  /// SwiftPM names an embedded file by its own name alone, so no two of the folder may share one.
  @Test func `every file of the guest folder travels with the binary`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Lab/guest")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false)).filter {
      !$0.isDirectory(in: folder)
    }
    let names = paths.map { $0.split(separator: "/").last.map(String.init) ?? "" }
    #expect(LabFiles.scripts.map(\.0).sorted() == names.sorted())
    #expect(Set(names).count == names.count)
  }
}

extension String {
  fileprivate func isDirectory(in folder: URL) -> Bool {
    (try? folder.appending(path: self).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
  }
}
