import Model

/// One connection over a data path, and what the directors saw of it.
struct Trial: Sendable {
  let path: DataPath
  let source: Endpoint
  let attempt: Attempt
  let counts: [HostName: SteeringCount]

  /// The director that the packets came to, and whose ip_vs sent them where they were to go.
  private var director: HostName? {
    counts.filter { $0.value.packets > 0 && $0.value.connections > 0 }.keys.min()
  }

  /// What it has proven, if it has.
  var proof: PathProof.Result? { proof(after: 0) }

  /// The same of a path that was tried before so often, and failed.
  func proof(after failures: Int) -> PathProof.Result? {
    guard attempt.isProof, !attempt.exceeds(path.mss), let director else { return nil }
    var attempt = attempt
    attempt.failures = failures
    return .proven(director: director, attempt)
  }
}

/// Why a path could not be tried.
struct Untried: Error, Hashable, Sendable {
  let why: String
  init(_ why: String) { self.why = why }
}
