import Foundation
import Inventory
import Testing

/// Each folder in Fixtures is an inventory and the diagnostics that it has to have.
///
/// `CULVERT_REWRITE_FIXTURES=1 swift test --filter FixtureTests` writes what the reader says now; read the difference.
@Suite struct FixtureTests {
  @Test(arguments: Fixture.all)
  func `an inventory gets exactly the diagnostics that it should`(fixture: Fixture) throws {
    let result = InventoryReader.read(try fixture.inventory(), file: "inventory.yml")
    let text = result.diagnostics.map { "\($0)\n" }.joined()
    if Fixture.isRewriting { try fixture.rewrite(text) }
    #expect(text == (try fixture.expected()))
    #expect((result.cluster == nil) == result.diagnostics.contains { $0.severity == .error })
  }

  @Test func `there are fixtures`() {
    #expect(Fixture.all.count > 40)
  }
}

/// A folder with `inventory.yml` and `expected.txt`.
struct Fixture: CustomTestStringConvertible {
  let name: String

  static let isRewriting = ProcessInfo.processInfo.environment["CULVERT_REWRITE_FIXTURES"] != nil

  static let all: [Fixture] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().map(Fixture.init(name:))
  }()

  var testDescription: String { name }

  func inventory() throws -> [UInt8] { try Array(Data(contentsOf: url("inventory.yml"))) }

  func expected() throws -> String { try String(contentsOf: url("expected.txt"), encoding: .utf8) }

  func rewrite(_ text: String) throws { try Data(text.utf8).write(to: url("expected.txt")) }

  private func url(_ file: String) -> URL { Self.folder.appending(components: name, file) }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(component: "Fixtures")
}
