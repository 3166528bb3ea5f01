import Model
import Planning
import Testing

@testable import Drivers

/// Whose boot files and their folders are, and who can write to them.
@Suite struct FileAccessTests {
  private func files(_ sections: [(name: String, text: String)]) throws -> [HostPath: BootFile] {
    try bootFiles(ProbeOutput(sections: sections.map { .init(name: $0.name, status: 0, text: $0.text) }))
  }

  private static let boot = "/etc/culvert/boot"

  @Test func `a file's owner is part of its state where it is not root`() throws {
    let path = try HostPath(Self.boot)
    #expect(try files([("file:\(path)", "regular 755\n 0a")])[path] == .regular(content: [10], mode: .script))
    let alices = try files([("file:\(path)", "regular 755:1000\n 0a")])[path]
    #expect(alices == .regular(content: [10], mode: FileMode(0o755, owner: 1000)))
    #expect(alices != .regular(content: [10], mode: .script))
    #expect(alices?.secured == .regular(content: [10], mode: .script))
    #expect(FileMode(0o666, owner: 1000).description == "0666, owner uid 1000")
  }

  @Test(arguments: [
    "regular 755:", "regular 755:x", "regular 755:-1", "regular 755:4294967296", "regular :1", "regular 755:1:2",
  ])
  func `a mode of no known form is an error`(_ line: String) {
    #expect(throws: ProbeError.self) { try files([("file:\(Self.boot)", "\(line)\n 0a")]) }
  }

  @Test func `folders that others can change are told, and safe ones are not`() throws {
    let seen = try files([("folders", "folder 777 /etc/rc2.d\nfolder 755:1000 /etc/culvert\nfolder 1777 /")])
    #expect(seen["/etc/rc2.d"] == .folder(mode: FileMode(0o777)))
    #expect(seen["/etc/culvert"] == .folder(mode: FileMode(0o755, owner: 1000)))
    #expect(seen.values.allSatisfy { !$0.isSafeFolder })
    #expect(seen.values.allSatisfy { $0.secured.isSafeFolder })
    #expect(try files([("folders", "")]) == [:])
    #expect(try files([]) == [:])
    for line in ["folder 777", "777 /etc", "folder 7x7 /etc", "folder 777 etc"] {
      #expect(throws: ProbeError.self) { try files([("folders", line)]) }
    }
  }

  @Test func `a folder that was made safe is as the change leaves it, although nobody tells of it any more`() throws {
    let path: HostPath = "/etc/culvert"
    var state = HostState()
    state.boot.files[path] = .folder(mode: FileMode(0o777, owner: 1000))
    var wanted = state
    wanted.boot.files[path] = state.boot.files[path]?.secured
    let change = try #require(changes(from: state, to: wanted).first)
    #expect(state.isBefore(change) && !state.isAfter(change))
    #expect(HostState().isAfter(change) && !HostState().isBefore(change))
    state.apply(change)
    #expect(state == HostState())
    #expect(state.isBefore(change.inverted))
  }
}
