import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Faults on real kernels, at places in the agent that are numbered: a sample, one of it in the core, or all with
  /// CULVERT_FAULTS=all.
  @Suite(.serialized) struct Faults {
    typealias Case = FaultBench.Case

    /// A fault each, everywhere in a change.
    static let sample = [
      Case(fault: .controllerKilled, host: "web2", point: 25), Case(fault: .agentKilled, host: "lb1", point: 3),
      Case(fault: .silence, host: "web1", point: 12), Case(fault: .readOnly, host: "web2", point: 30),
      Case(fault: .connectionReset, host: "lb1", point: 20), Case(fault: .secondOperator, host: "web1", point: 20),
    ]

    /// Every fault on every host, at every fourth point or so many, in an order in which any part of the way is a sample of
    /// the whole; only a share of them, or those with some words in their name, if so told.
    static var all: [Case] {
      let step = setting("CULVERT_FAULT_STEP").flatMap { Int($0) } ?? 4
      let share = (setting("CULVERT_FAULT_SHARE") ?? "0/1").split(separator: "/").compactMap { Int($0) }
      let words = setting("CULVERT_FAULT_WORDS") ?? ""
      let faults = LabFault.allCases.filter { words.isEmpty || $0.rawValue.contains(words) }
      let cases = stride(from: 1, through: 80, by: step).flatMap { point in
        ["lb1", "web1", "web2"].flatMap { host in faults.map { Case(fault: $0, host: host, point: point) } }
      }
      let mixed = cases.enumerated().sorted {
        ($0.offset * 2_654_435_761) % 65_521 < ($1.offset * 2_654_435_761) % 65_521
      }
      let mine = mixed.enumerated().filter { $0.offset % share[1] == share[0] }.map(\.element.element)
      let played = Set(known.split(separator: "\n").map { $0.split(separator: "\t").prefix(3).joined(separator: "\t") })
      return mine.filter { !played.contains("\($0.fault.rawValue)\t\($0.host)\t\($0.point)") }
    }

    /// The lines that are there already, of a run that is gone on with.
    private static var known: String {
      let bytes = setting("CULVERT_FAULT_REPORT").flatMap { FileManager.default.contents(atPath: $0) } ?? Data()
      return String(decoding: bytes, as: UTF8.self)
    }

    static var cases: [Case] {
      if setting("CULVERT_FAULTS") == "all" { return all }
      return TestScope.cases(sample, coreTakesOneIn: sample.count)
    }

    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    @Test(arguments: cases) func `every host is wholly old or wholly new, and it is said which`(_ faults: Case)
      async throws
    {
      let verdict = try await FaultBench.shared.play(faults)
      try Self.report(faults, verdict)
      #expect(verdict.complaints.isEmpty, Comment(rawValue: verdict.complaints.joined(separator: "\n")))
    }

    /// A line for each case in the file that the environment names, for `.ci/faults`.
    private static func report(_ faults: Case, _ verdict: FaultBench.Verdict) throws {
      let fields: [String] = [
        faults.fault.rawValue, faults.host, String(faults.point), verdict.isReached ? "reached" : "not reached",
        String(verdict.status ?? -1), String(verdict.old), String(verdict.new), String(verdict.mixed),
        String(verdict.complaints.count), String(verdict.settled),
        verdict.complaints.joined(separator: "; ").replacing("\n", with: " | "),
      ]
      let line = fields.joined(separator: "\t") + "\n"
      print(line, terminator: "")
      guard let path = setting("CULVERT_FAULT_REPORT") else { return }
      try Data((known + line).utf8).write(to: URL(filePath: path), options: .atomic)
    }
  }
}
