import Controller
import Model
import Planning

/// One data path, for programs.
struct JSONProof: Encodable {
  let service: String
  let key: String
  let realserver: String
  /// `proven`, `broken`, `untried` or `unprovable`.
  let result: String
  let director: String?
  /// The address that the packets came from: nothing is proven for others.
  let from: String?
  let outcome: String?
  let microseconds: Int?
  let segment: Int?
  /// What the realserver asked for at most, in bytes.
  let mss: Int?
  /// How often it was tried before, and failed.
  let failures: Int?
  let finding: JSONFinding?
  let why: String?

  init(_ proof: PathProof) {
    service = proof.path.service.text
    key = proof.path.key.description
    realserver = proof.path.realserver.text
    var (through, tried, layer, reason): (HostName?, Attempt?, BrokenLayer?, String?) = (nil, nil, nil, nil)
    switch proof.result {
    case .proven(let director, let attempt):
      result = "proven"
      (through, tried) = (director, attempt)
    case .broken(let broken, let attempt):
      result = "broken"
      (layer, tried) = (broken, attempt)
    case .untried(let why):
      result = "untried"
      reason = why
    case .unprovable(let why):
      result = "unprovable"
      reason = why
    }
    director = through?.text
    from = proof.source?.text
    outcome = tried.map(ProofText.outcome)
    microseconds = tried?.roundTrip
    segment = tried?.segment
    mss = tried?.announced?.bytes
    failures = tried?.failures
    finding = layer.map { JSONFinding($0.finding, $0.host) }
    why = reason
  }
}

/// The end of a verification, for programs.
struct JSONVerification: Encodable {
  let paths: Int
  let broken: Int
  /// The addresses that packets came from.
  let from: [String]
  /// What keeps other clients from services; each is an event of its own before.
  let clientFindings: Int

  init(_ report: VerificationReport) {
    paths = report.proofs.count
    broken = report.proofs.count { $0.brokenLayer != nil }
    from = Set(report.proofs.compactMap(\.source)).sorted().map(\.text)
    clientFindings = report.clients.count
  }
}
