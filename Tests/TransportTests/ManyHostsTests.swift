import Glibc
import Model
import Testing

@testable import Transport

@Suite("many hosts at once", .serialized) struct ManyHostsTests {
  @Test("a hundred connections at the same time each get their own answer")
  func hundred() async throws {
    let host = try FakeHost { text in [.readInput, .output(Array(text.utf8)), .echo, .exit(0)] }
    let client = try TestClient(knowing: host)
    let connector = try client.connector(timeout: .seconds(30))
    let answers = await Fanout(atMost: 100, openFiles: 10_000).map(Array(0..<100)) { number in
      await Result {
        let connection = try await connector.connect(to: .web1, access: .loopback(host.port))
        let input = [UInt8](repeating: UInt8(number), count: 10_000)
        let result = try await connection.run(RemoteCommand("\(number),", input: input, timeout: .seconds(30)))
        await connection.close()
        return sameBytes(result.output, Array("\(number),".utf8) + input)
      }
    }
    #expect(try answers.map { try $0.get() } == Array(repeating: true, count: 100))
    withExtendedLifetime(client) {}
  }

  @Test(
    "the width stays under the limit of open files and is never less than one",
    arguments: [(64, 1024, 64), (64, 256, 48), (300, 1024, 240), (64, 68, 1), (64, 10, 1), (8, 1 << 20, 8)])
  func width(_ wanted: Int, _ openFiles: Int, _ width: Int) {
    #expect(Fanout(atMost: wanted, openFiles: openFiles).width == width)
  }

  @Test("no more than the operator says are worked on at once, and the results keep their order")
  func bounded() async throws {
    let running = Monitor((now: 0, most: 0))
    let results = await Fanout(atMost: 3, openFiles: 1024).map(Array(0..<50)) { number in
      running.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
      await Task.yield()
      running.withLock { $0.now -= 1 }
      return number * 2
    }
    #expect(results == (0..<50).map { $0 * 2 })
    #expect(running.withLock { $0.most } <= 3)
  }

  @Test("those that let wait hold nobody up, until there are as many as there are files for")
  func passedOver() async throws {
    let begun = Monitor(Set<Int>())
    let (gate, opener) = AsyncStream<Never>.makeStream()
    let fanout = Fanout(openFiles: 64 + 4 * 80, patience: .milliseconds(20))
    async let results = fanout.map(Array(0..<300)) { number in
      begun.withLock { _ = $0.insert(number) }
      // All but one of those that there are files for, and more than are at work at once.
      if number < 79 { for await _ in gate {} }
      return number
    }
    try await aside { while begun.withLock({ $0.count }) < 300 { usleep(1000) } }
    opener.finish()
    #expect(await results == Array(0..<300))
  }

  @Test("no more are under way than there are files for, however long they let wait")
  func mostOfAll() async throws {
    let running = Monitor((now: 0, most: 0))
    let fanout = Fanout(openFiles: 64 + 4 * 70, patience: .milliseconds(4))
    let results = await fanout.map(Array(0..<200)) { number in
      running.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
      try? await Task.sleep(for: .milliseconds(30))
      running.withLock { $0.now -= 1 }
      return number
    }
    #expect(results == Array(0..<200))
    #expect(running.withLock { $0.most } <= 70)
    #expect(running.withLock { $0.most } > 64)
  }
}
