import Foundation
import Testing

@testable import culvert_bench

/// A file for the output of a child.
final class TemporaryFile {
  let path = FileManager.default.temporaryDirectory.appending(component: "culvert-bench-test-\(UUID().uuidString)").path

  init() throws {}

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }
}

@Suite struct MeasureTests {
  @Test(arguments: [([3], 3), ([1, 9], 5), ([9, 1, 2], 2), ([4, 1, 3, 2], 2.5)] as [([Double], Double)])
  func `the middle of what was measured`(values: [Double], median: Double) {
    let spread = Spread(values)
    #expect(spread.median == median)
    #expect((spread.least, spread.most) == (values.min() ?? 0, values.max() ?? 0))
  }

  @Test func `a tool is compared with the floor of its own round`() {
    func sample(_ tool: String, _ round: Int, _ wall: Double) -> Sample {
      Sample(
        tool: tool, work: .look, hosts: 10, round: round, wall: wall, clientTime: wall / 10, serverTime: 1,
        connections: 10,
        sessions: 20, peakMemory: 2048, failures: 0, status: 0)
    }
    let samples = [
      sample("floor", 1, 1), sample("x", 1, 2), sample("floor", 2, 10), sample("x", 2, 30), sample("floor", 3, 2),
      sample("x", 3, 5),
    ]
    let summaries = Summary.all(of: samples)
    #expect(summaries.map(\.tool) == ["floor", "x"])
    #expect(summaries[1].wallToFloor.median == 2.5)
    #expect(summaries[1].wall.median == 5)
    #expect(summaries[1].clientTime.median == 50)
    #expect((summaries[1].connections, summaries[1].sessions) == (1, 2))
  }

  @Test func `what a process and its children have spent is counted`() throws {
    let file = try TemporaryFile()
    let burning = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done"
    let cost = try Child(["/bin/sh", "-c", "(\(burning)); sh -c 'exit 3'"], environment: [:], output: file.path).wait()
    #expect(cost.status == 3)
    #expect(cost.processorTime > 0.01)
    #expect(cost.wall >= cost.processorTime / 2)
    #expect(cost.peakMemory > 100)
  }

  @Test func `a process that is killed has the status that a shell would give it`() throws {
    let file = try TemporaryFile()
    let child = try Child(["/bin/sleep", "100"], environment: [:], output: file.path)
    #expect(try child.isRunning)
    child.kill()
    #expect(try !child.isRunning)
    #expect(try child.wait().status == 137)
  }

  @Test func `a size that no fleet can have is refused`() {
    for text in ["1", "x", "10,0", "20001", "-5"] { #expect(throws: (any Error).self) { try Sizes(text) } }
    #expect(throws: Never.self) { try Sizes("10,200") }
  }
}
