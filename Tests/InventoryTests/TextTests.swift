import Foundation
import Inventory
import Testing

/// Files that are no inventory at all, and too large to be fixtures.
@Suite struct TextTests {
  @Test func `a file of 10 MB is refused by its size, at once`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
    let start = ContinuousClock.now
    #expect(
      lines(bytes) == [
        "x:1:1: error: the file has 10000000 bytes, and an inventory has at most 1048576: look whether it is the right file"
      ])
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test func `a file of just 1 MiB is read`() {
    let filler = [UInt8](repeating: UInt8(ascii: "#"), count: 1 << 20)
    let inventory = Array("culvert: 1\nhosts: { a: { address: 203.0.113.1 } }\ndirectors: [a]\n".utf8)
    #expect(lines(inventory + filler.dropFirst(inventory.count)) == [])
    #expect(lines(inventory + filler.dropFirst(inventory.count) + [35]).count == 1)
  }

  @Test(arguments: [
    "[", "{", "- ", "? ", "[a: ", "{a: ", "[ #]\n", "{a: #}\n", "&a ", "*", "!a ", "'", "\"", "|\n ", "%",
  ])
  func `a hundred thousand of one thing are refused`(text: String) {
    let bytes = Array(("culvert: 1\nhosts: " + String(repeating: text, count: 100_000)).utf8)
    #expect(!lines(bytes).isEmpty)
  }

  @Test func `nesting that comments hide needs no more stack than a small thread has`() {
    let depth = 990
    let text = String(repeating: "[a: #]\n", count: depth) + String(repeating: "]\n", count: depth)
    #expect(onSmallStack { lines(Array(text.utf8)) }.contains { $0.contains("nested too deeply") })
  }

  @Test func `an alias bomb costs nothing`() {
    let levels = (1...100).map { "a\($0): &a\($0) [\(String(repeating: "*a\($0 - 1), ", count: 20))]\n" }.joined()
    let start = ContinuousClock.now
    #expect(!lines(Array("culvert: 1\na0: &a0 x\n\(levels)? *a100\n: *a100\n".utf8)).isEmpty)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func `the file's name is in every line`() {
    let result = InventoryReader.read(Array("culvert: 2".utf8), file: "inventory/prod.yml")
    #expect(result.diagnostics.map(\.file) == ["inventory/prod.yml"])
    #expect(result.diagnostics.first?.description.hasPrefix("inventory/prod.yml:1:10: error: ") == true)
  }

  @Test func `a diagnostic keeps its parts for machines`() throws {
    let result = InventoryReader.read(Array("culvert: 2".utf8), file: "x")
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(bytes: try encoder.encode(result.diagnostics), encoding: .utf8)
    #expect(
      text == """
        [{"column":10,"file":"x","line":1,"problem":"the format's version is 2",\
        "remedy":"this culvert reads version 1: update it, or write 'culvert: 1'","severity":"error"}]
        """)
  }

  private func lines(_ bytes: [UInt8]) -> [String] {
    InventoryReader.read(bytes, file: "x").diagnostics.map(\.description)
  }

  /// Runs on a thread with 512 KiB of stack, as threads have on macOS.
  private func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
    let done = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result: Result?
    let thread = Thread {
      result = body()
      done.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    done.wait()
    return result!
  }
}
