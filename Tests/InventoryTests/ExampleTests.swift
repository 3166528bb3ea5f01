import Foundation
import Inventory
import Testing

/// The inventories that the README shows.
@Suite struct ExampleTests {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
      component: "inventory")

  /// What example.yml shows, and what is said of it each time it is read.
  static let warning = "warning: the SSH algorithms of 2006 are weak"

  @Test func `every file in inventory/ is read without a diagnostic but the warning that it is to show`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files.contains("example.yml") && files.contains("minimal.yml"))
    for file in files {
      let bytes = try Array(Data(contentsOf: Self.folder.appending(component: file)))
      let result = InventoryReader.read(bytes, file: file)
      let diagnostics = result.diagnostics.map(\.description)
      #expect(diagnostics.filter { !$0.contains(Self.warning) } == [])
      #expect(diagnostics.count == (file == "example.yml" ? 1 : 0))
      #expect(result.cluster != nil)
    }
  }
}
