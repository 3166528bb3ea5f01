import Foundation
import Model
import Templates
import Testing

@testable import culvert

/// The folder of `--templates DIR`.
@Suite struct FolderTests {
  private static let unit = TemplateName("linux/culvert.service.mustache")

  @Test func `a file of the folder comes before culvert's own, and what is not there is culvert's own`() throws {
    try withFolder { folder in
      try Self.write("unit of {{script}}\n", folder, Self.unit.path)
      let renderer = Renderer(source: .folder(folder.path))
      #expect(try renderer.render(Self.unit, ["script": .text("/x")]) == Array("unit of /x\n".utf8))
      let agent = TemplateName("agent/lock.sh")
      #expect(try renderer.file(agent) == Embedded.files[agent])
    }
  }

  @Test func `a part of the agent's program can come from the folder too`() throws {
    try withFolder { folder in
      try Self.write("# my agent\n", folder, "linux/linux-core.sh")
      let bytes = try Renderer(source: .folder(folder.path)).file(TemplateName("linux/linux-core.sh"))
      #expect(bytes == Array("# my agent\n".utf8))
    }
  }

  @Test func `a template of the folder has to fit as well`() throws {
    try withFolder { folder in
      try Self.write("nothing\n", folder, Self.unit.path)
      #expect(throws: TemplateError.unused(Self.unit, variables: ["script"])) {
        try Renderer(source: .folder(folder.path)).render(Self.unit, ["script": .text("/x")])
      }
    }
  }

  @Test func `a template that is nowhere is an error`() throws {
    try withFolder { folder in
      let gone = TemplateName("linux/gone")
      #expect(throws: TemplateError.noSuchTemplate(gone)) { try Renderer(source: .folder(folder.path)).file(gone) }
    }
  }

  @Test func `a folder in the place of a file is an error`() throws {
    try withFolder { folder in
      try Self.write("", folder, Self.unit.path + "/x")
      let error = #expect(throws: TemplateError.self) { try Renderer(source: .folder(folder.path)).file(Self.unit) }
      #expect(error?.description.hasPrefix("template 'linux/culvert.service.mustache': ") == true)
    }
  }

  @Test func `a folder that is not there is an error, and not culvert's own templates`() throws {
    try withFolder { folder in
      for path in [folder.path + "/gone", "/dev/null"] {
        let error = #expect(throws: TemplateError.self) { try Renderer(source: .folder(path)).file(Self.unit) }
        #expect(error == .unreadable(Self.unit, reason: "there is no folder '\(path)': look at --templates"))
      }
    }
  }

  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private static func write(_ text: String, _ folder: URL, _ path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
