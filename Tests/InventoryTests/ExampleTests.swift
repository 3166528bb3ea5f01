import Foundation
import Inventory
import Testing

/// The inventories that the README shows.
@Suite struct ExampleTests {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
      component: "inventory")

  @Test func `every file in inventory/ is read without a diagnostic`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files.contains("example.yml") && files.contains("minimal.yml"))
    for file in files {
      let bytes = try Array(Data(contentsOf: Self.folder.appending(component: file)))
      let result = InventoryReader.read(bytes, file: file)
      #expect(result.diagnostics.map(\.description) == [])
      #expect(result.cluster != nil)
    }
  }
}
