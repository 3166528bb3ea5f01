import Foundation
import TestSupport
import Testing
import Transport

/// Whatever goes wrong, and wherever: every host is wholly old or wholly new, it is said which, nobody is locked out, and
/// no client is sent astray.
@Suite struct FaultMatrixTests {
  @Test func `every fault at every point of every host, and pairs of them`() async throws {
    let cases = TestScope.cases(try await FaultMatrix.cases(), coreTakesOneIn: 4)
    let verdicts = try await Self.play(cases)
    let bad = zip(cases, verdicts).filter { !$1.complaints.isEmpty }
    let settled = verdicts.map(\.settled).sorted()
    print(
      """
      fault matrix: \(cases.count) cases; hosts old \(verdicts.map(\.old).reduce(0, +)), \
      new \(verdicts.map(\.new).reduce(0, +)); \(bad.count) cases with complaints; \
      settled within \(settled.last ?? 0) s, median \(settled[settled.count / 2]) s
      """)
    #expect(cases.count >= (TestScope.isWhole ? 5000 : 1250))
    for (faults, verdict) in bad.prefix(20) {
      Issue.record("\(faults)\n  \(verdict.complaints.joined(separator: "; "))")
    }
    #expect(bad.count == 0)
  }

  @Test(arguments: Mistake.allCases) func `a mistake is found`(_ mistake: Mistake) async throws {
    let cases = try await FaultMatrix.cases().filter { $0.mishaps.count == 1 || mistake == .skipsCompare }
    // Some from everywhere, until one is found.
    for start in 0..<20 {
      let some = stride(from: start, to: cases.count, by: 20).map { cases[$0] }
      let complaints = try await Self.play(some, mistake: mistake).flatMap(\.complaints)
      guard let complaint = complaints.first else { continue }
      print("\(mistake): \(complaints.count) complaints in \(some.count) cases, such as \(complaint)")
      return
    }
    Issue.record("\(mistake) is not found")
  }

  /// Plays cases, as many at a time as there are processors.
  private static func play(_ cases: [FaultMatrix.Case], mistake: Mistake? = nil) async throws -> [FaultVerdict] {
    let fanout = Fanout(atMost: ProcessInfo.processInfo.activeProcessorCount)
    return try await fanout.map(cases) { faults in
      do { return Result<FaultVerdict, any Error>.success(try await FaultVerdict.of(faults, mistake: mistake)) } catch {
        return .failure(error)
      }
    }.map { try $0.get() }
  }
}
