import Controller
import Model
import Planning

/// Data paths in words.
enum ProofText {
  static func lines(_ proof: PathProof) -> [String] {
    let line = "\(proof.path.service)  \(proof.path.key)  \(proof.path.realserver)  \(result(proof))"
    return [line] + (proof.brokenLayer.map { ["  " + FindingText.line($0.finding, $0.host)] } ?? [])
  }

  /// In one line, for whoever knows the realserver.
  static func progress(_ proof: PathProof) -> String {
    let layer = proof.brokenLayer.map { " (\(FindingText.line($0.finding, $0.host)))" } ?? ""
    return "\(proof.path.key) \(result(proof))\(layer)"
  }

  private static func result(_ proof: PathProof) -> String {
    switch proof.result {
    case .proven(let director, let attempt):
      "proven\(origin(proof)) through \(director)" + figures(attempt, proof.path.mss)
    case .broken(_, let attempt):
      "broken: \(outcome(attempt))" + (attempt.exceeds(proof.path.mss) ? ", but asked for too long packets" : "")
    case .untried(let why), .unprovable(let why): "not tried: \(why)"
    }
  }

  /// For whom.
  private static func origin(_ proof: PathProof) -> String { proof.source.map { " from \($0)" } ?? "" }

  static func lines(_ report: VerificationReport) -> [String] {
    let provenPaths = report.proofs.filter { if case .proven = $0.result { true } else { false } }
    let proven = provenPaths.count
    let sources = Set(provenPaths.compactMap(\.source)).sorted().map(\.text).joined(separator: ", ")
    let broken = report.proofs.count { $0.brokenLayer != nil }
    let others = report.proofs.count - proven - broken
    let rest = others == 0 ? "" : ", \(others) not tried"
    let origin = sources.isEmpty ? "" : " from \(sources)"
    let limit =
      report.clients.isEmpty ? "" : " Not for all clients: \(counted(report.clients.count, "finding"))."
    return (report.tables + report.clients).map { FindingText.line($0.finding, $0.host) }
      + ["\(counted(report.proofs.count, "path")): \(proven) proven\(origin), \(broken) broken\(rest).\(limit)"]
  }

  /// What came of a connection.
  static func outcome(_ attempt: Attempt) -> String {
    switch attempt.outcome {
    case .answered(let bytes): "answered, \(bytes) bytes taken"
    case .closed(let bytes): "answered, and closed after \(bytes) bytes"
    case .stalled(let bytes): "answered, but of the data only \(bytes) bytes were taken"
    case .refused: "refused"
    case .silent: "no answer"
    case .unreachable(let text): text
    }
  }

  private static func figures(_ attempt: Attempt, _ mss: SegmentSize?) -> String {
    var parts: [String] = attempt.failures > 0 ? ["at the second try only"] : []
    if let roundTrip = attempt.roundTrip { parts.append("\(milliseconds(roundTrip)) ms") }
    switch (attempt.outcome, attempt.segment) {
    case (.answered(let bytes), let segment?) where bytes > 0: parts.append("\(bytes) bytes in segments of \(segment)")
    case (.closed(let bytes), let segment?) where bytes >= segment:
      parts.append("\(bytes) bytes in segments of \(segment), then closed")
    case (.closed, _): parts.append("closed before anything of full size was taken")
    default: break
    }
    if mss != nil, let announced = attempt.announced { parts.append("MSS \(announced)") }
    return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
  }

  /// With one decimal place.
  private static func milliseconds(_ microseconds: Int) -> String {
    let tenths = (microseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }
}
