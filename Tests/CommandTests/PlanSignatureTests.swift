import Foundation
import Testing

@testable import culvert

/// Saved plans that cross machines, and files that others can write to.
@Suite struct PlanSignatureTests {
  private let folder: URL
  private let plan = Array(#"{ "version" : 4 }"#.utf8)

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-signed-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["alice", "mallory"] {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = [
        "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", folder.appending(path: name).path,
      ]
      try process.run()
      process.waitUntilExit()
    }
    try Data(plan).write(to: folder.appending(path: "plan"))
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func signers(_ text: String) throws -> String {
    let key = try String(contentsOfFile: path("alice.pub"), encoding: .utf8)
    try "\(text) \(key)".write(toFile: path("signers"), atomically: false, encoding: .utf8)
    return path("signers")
  }

  @Test func `a plan that the right key has signed is taken, by its public key and by allowed signers`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try PlanSignature.sign(plan, of: path("plan"), with: path("alice"))
    try PlanSignature.require(plan, of: path("plan"), by: path("alice.pub"))
    try PlanSignature.require(plan, of: path("plan"), by: try signers("alice@desk"))
    try PlanSignature.require(plan, of: path("plan"), by: try signers("alice@desk namespaces=\"culvert-plan\""))
  }

  @Test func `another plan, another key, another purpose and no signature are refused`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let plan = self.plan
    func refused(_ bytes: [UInt8], by keys: String) {
      #expect(throws: LocalFile.Problem.self) { try PlanSignature.require(bytes, of: path("plan"), by: keys) }
    }
    refused(plan, by: path("alice.pub"))
    try PlanSignature.sign(plan, of: path("plan"), with: path("alice"))
    refused(plan + [10], by: path("alice.pub"))
    refused(plan, by: path("mallory.pub"))
    refused(plan, by: try signers("alice@desk namespaces=\"file\""))
    refused(plan, by: try signers("alice@desk valid-before=\"20200101\""))
    refused(plan, by: path("none"))
    try "no signature".write(toFile: path("plan.sig"), atomically: false, encoding: .utf8)
    refused(plan, by: path("alice.pub"))
    #expect(throws: LocalFile.Problem.self) { try PlanSignature.sign(plan, of: path("plan"), with: path("none")) }
  }

  @Test(arguments: [(0o600, true), (0o644, true), (0o664, false), (0o646, false), (0o666, false)])
  func `a plan that others can write to is refused`(_ mode: Int, _ isTaken: Bool) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    chmod(path("plan"), mode_t(mode))
    if isTaken {
      #expect(try LocalFile.read(path("plan"), atMost: 1000, isOrder: true) == plan)
    } else {
      #expect(throws: LocalFile.Problem.self) { try LocalFile.read(path("plan"), atMost: 1000, isOrder: true) }
    }
    #expect(try LocalFile.read(path("plan"), atMost: 1000) == plan)
  }

  /// Also through a link of one's own.
  @Test func `a plan of somebody else's is refused`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    guard geteuid() == 0 else { return }
    chown(path("plan"), 1000, 0)
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "plan")
    for name in ["plan", "link"] {
      #expect(throws: LocalFile.Problem.self) { try LocalFile.read(path(name), atMost: 1000, isOrder: true) }
    }
  }
}
