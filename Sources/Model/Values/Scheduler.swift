/// The name of an ip_vs scheduler, such as `wlc`.
///
/// Any word of letters, digits and `_` can be one: the kernel loads the module `ip_vs_NAME`. What mainline Linux
/// has is `known`.
package struct Scheduler: TextValue {
  package let text: String

  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "scheduler", length: 1...16, first: CharacterRule.letter, rest: CharacterRule.alphanumeric.or("_"),
      rule: "it has 1 to 16 letters, digits and '_'")
  }

  private init(known text: String) { self.text = text }

  /// Weighted least connections, the default of ipvsadm(8).
  package static let wlc = Scheduler(known: "wlc")

  /// The schedulers of mainline Linux 6.1 (net/netfilter/ipvs/Kconfig).
  package static let known: [Scheduler] = [
    "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "mh", "sed", "nq", "fo", "ovf", "twos",
  ].map(Scheduler.init(known:))
}

/// A flag of a scheduler as ipvsadm(8) names it in `-b`.
package enum SchedulerFlag: String, Codable, CaseIterable, Comparable, Sendable {
  case shFallback = "sh-fallback"
  case shPort = "sh-port"
  case mhFallback = "mh-fallback"
  case mhPort = "mh-port"
  case flag1 = "flag-1"
  case flag2 = "flag-2"
  case flag3 = "flag-3"

  /// The scheduler that the flag belongs to; nil for the generic names.
  package var scheduler: String? {
    switch self {
    case .shFallback, .shPort: "sh"
    case .mhFallback, .mhPort: "mh"
    case .flag1, .flag2, .flag3: nil
    }
  }

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
