import Model

/// A login that the host refused.
package struct AuthenticationFailure: Hashable, Sendable {
  package let user: String
  /// In the order of the tries.
  package let tried: [Try]
  /// The methods that the host would go on with, as RFC 4252 names them, such as `publickey`.
  package let accepted: [String]
  /// Why the connection ended, if the host ended it; empty if it did not.
  package let reason: String

  package init(user: String, tried: [Try], accepted: [String], reason: String) {
    self.user = user
    self.tried = tried
    self.accepted = accepted
    self.reason = reason
  }

  /// One key, or the reason why it could not be tried.
  package struct Try: Hashable, Sendable, CustomStringConvertible {
    /// A path, or the agent's name for the key.
    package let key: String
    package let outcome: Outcome

    package init(key: String, outcome: Outcome) {
      self.key = key
      self.outcome = outcome
    }

    package var description: String {
      guard case .unusable(let problem) = outcome, let remedy = problem.remedy(key) else {
        return "\(key) (\(outcome))"
      }
      return "\(key) (\(outcome): \(remedy))"
    }
  }

  /// What became of one key.
  package enum Outcome: Hashable, Sendable, CustomStringConvertible {
    case refused
    /// The host took the key but wants another method as well.
    case partial
    /// The host had ended the connection before it was this key's turn.
    case notOffered
    case unusable(IdentityProblem)

    package var description: String {
      switch self {
      case .refused: "refused"
      case .partial: "accepted, but the host wants more"
      case .notOffered: "not offered"
      case .unusable(let problem): problem.description
      }
    }
  }
}

extension AuthenticationFailure: CustomStringConvertible {
  package var description: String {
    let methods = accepted.isEmpty ? "" : "; the host accepts \(accepted.joined(separator: ", "))"
    guard reason.isEmpty else { return "cannot log in as \(quoted(user)): \(ending)\(methods)" }
    let keys = tried.isEmpty ? "there was no key to try" : "tried \(Self.list(tried))"
    return "cannot log in as \(quoted(user)): \(keys)\(methods)"
  }

  /// That the host ended the connection, and after which keys.
  private var ending: String {
    let offered = tried.filter { [.refused, .partial].contains($0.outcome) }
    let others = tried.filter { ![.refused, .partial].contains($0.outcome) }
    let after = offered.count == 1 ? "1 key" : "\(offered.count) keys"
    let rest = others.isEmpty ? "" : "; not offered: \(others.map(\.key).joined(separator: ", "))"
    let remedy =
      offered.count > 1
      ? "; to offer fewer keys, set IdentityFile and IdentitiesOnly in ~/.ssh/config, or 'ssh: { identity: FILE }' in the inventory"
      : ""
    return "the host ended the connection after \(after) (\(told(reason))): "
      + "offered \(offered.map(\.key).joined(separator: ", "))\(rest)\(remedy)"
  }

  private static func list(_ tries: [Try]) -> String { tries.map(\.description).joined(separator: ", ") }
}
