import Model
import Planning

/// What was proven, and what was not.
package struct VerificationReport: Sendable {
  package var proofs: [PathProof]
  /// What is missing in directors' tables, so that clients would not be sent where a proof went.
  package var tables: [BrokenLayer]
  /// What keeps other clients than the prober from a service, on hosts on which nothing else is broken.
  package var clients: [BrokenLayer] = []

  /// The paths that something was in the way of trying.
  package var untried: [PathProof] { proofs.filter { if case .untried = $0.result { true } else { false } } }

  package var broken: [BrokenLayer] { tables + proofs.compactMap(\.brokenLayer) }
}

/// What came of one data path.
package struct PathProof: Hashable, Sendable {
  package var path: DataPath
  package var result: Result
  /// Whose packets they were; nil where none was sent.
  package var source: IPv4Address?

  package init(_ path: DataPath, _ result: Result, from source: IPv4Address? = nil) {
    self.path = path
    self.result = result
    self.source = source
  }

  package enum Result: Hashable, Sendable {
    /// The packets went through this director, and the answers came.
    case proven(director: HostName, Attempt)
    case broken(BrokenLayer, Attempt)
    /// Something was in the way of trying it.
    case untried(String)
    /// Such a service need not answer, so that nothing can be told from outside.
    case unprovable(String)
  }

  package var brokenLayer: BrokenLayer? { if case .broken(let layer, _) = result { layer } else { nil } }
}
