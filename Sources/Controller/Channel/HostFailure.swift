import HostAgent
import Model
import Transport

/// Why nothing, or nothing understandable, came back from a host.
package enum HostFailure: Error, Hashable, Sendable {
  case transport(TransportError)
  /// The host's shell was reached, but not the agent; with what it printed on standard error.
  case agent(HostName, AnswerError, errors: String)
  /// The agent's answer is not one that this culvert understands.
  case answer(HostName, ProbeError)
  /// The agent does nothing, because its state directory is not safe; with what is wrong there.
  case untrusted(HostName, reason: String)
  /// What was to be sent cannot be.
  case order(HostName, OrderError)
  case template(HostName, TemplateError)
  /// Nobody made the agent root.
  case become(BecomeFailure)
  /// The host is not as the inventory describes it, so that its answer could not be understood.
  case misread(MisreadHost)

  /// Whether the host did not answer at all.
  package var isUnreachable: Bool {
    if case .transport(let error) = self { error.isUnreachable } else { false }
  }

  /// After how long the host, which was reached, was given up while it was still at work; nil for any other failure.
  package var lastedTooLong: Duration? {
    guard case .transport(let error) = self, case .timedOut(.command, let limit) = error.kind else { return nil }
    return limit
  }

  /// Whether the way to the host is what failed, and not the host: there was no answer, or it did not come to its end.
  package var wasLostOnTheWay: Bool {
    switch self {
    case .transport, .agent(_, .cut, _): true
    case .agent, .answer, .untrusted, .order, .template, .become, .misread: false
    }
  }

  /// Whether the host may have done what it was asked without anybody having seen the answer.
  package var mayHaveRun: Bool {
    switch self {
    case .transport(let error): error.commandMayHaveRun
    case .agent(_, let error, _): error == .cut
    case .answer: true
    case .untrusted, .order, .template, .become, .misread: false
    }
  }
}

extension HostFailure: CustomStringConvertible {
  /// The description, without the host's name where the host was not reached.
  package var reason: String { if case .transport(let error) = self { error.reason } else { description } }

  package var description: String {
    switch self {
    case .transport(let error): error.description
    case .agent(let host, let error, let errors):
      "\(host): \(error)\(errors.isEmpty ? "" : ", and on standard error: \(quoted(errors))")"
    case .answer(let host, let error): "\(host): \(error)"
    case .untrusted(let host, let reason):
      "\(host): refused: culvert's state directory is not safe: \(reason); nothing was read there. "
        + "Look at what is in it, then make it and all folders above it root's and writable for root only"
    case .order(let host, let error): "\(host): \(error)"
    case .template(let host, let error): "\(host): \(error)"
    case .become(let failure): failure.description
    case .misread(let host): host.description
    }
  }
}
