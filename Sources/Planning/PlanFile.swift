import Model

/// A plan that was saved to be carried out later, exactly as it was shown.
package struct PlanFile: Hashable, Codable, Sendable {
  /// The version of the form.
  package static let currentVersion = 4

  package var version: Int
  /// The culvert that made it; another one might do the same changes by other commands.
  package var culvert: String
  package var adopts: Bool
  /// The hosts that were left out, and are not looked at when it is carried out.
  package var skipped: [SkippedHost]
  package var plans: [HostPlan]

  package init(culvert: String, adopts: Bool, skipped: [SkippedHost], plans: [HostPlan]) {
    version = Self.currentVersion
    self.culvert = culvert
    self.adopts = adopts
    self.skipped = skipped
    self.plans = plans
  }
}

/// The beginning of a plan file, which every version of the form has.
package struct PlanFileHeader: Codable, Sendable {
  package var version: Int
  package var culvert: String
}

/// A saved plan that cannot be used.
package enum PlanFileError: Error, Hashable, Sendable, CustomStringConvertible {
  case notAPlan(reason: String)
  case version(Int)
  case otherCulvert(String, this: String)
  /// Hosts that the inventory no longer has.
  case unknownHosts([HostName])

  package var description: String {
    switch self {
    case .notAPlan(let reason): "it is not a plan of culvert's: \(reason)"
    case .version(let version): "it has form \(version), this culvert reads \(PlanFile.currentVersion)"
    case .otherCulvert(let other, let this): "culvert \(other) made it, this is \(this): make the plan again"
    case .unknownHosts(let hosts):
      "the inventory has no \(hosts.map(\.text).joined(separator: ", ")): make the plan again"
    }
  }
}
