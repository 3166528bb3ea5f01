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

    package var description: String { "\(key) (\(outcome))" }
  }

  /// What became of one key.
  package enum Outcome: Hashable, Sendable, CustomStringConvertible {
    case refused
    /// The host took the key but wants another method as well.
    case partial
    case unusable(IdentityProblem)

    package var description: String {
      switch self {
      case .refused: "refused"
      case .partial: "accepted, but the host wants more"
      case .unusable(let problem): problem.description
      }
    }
  }
}

extension AuthenticationFailure: CustomStringConvertible {
  package var description: String {
    let keys = tried.isEmpty ? "there was no key to try" : "tried \(tried.map(\.description).joined(separator: ", "))"
    let methods = accepted.isEmpty ? "" : "; the host accepts \(accepted.joined(separator: ", "))"
    let last = reason.isEmpty ? "" : "; \(told(reason))"
    return "cannot log in as \(quoted(user)): \(keys)\(methods)\(last)"
  }
}
