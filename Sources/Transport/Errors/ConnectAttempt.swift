/// One address that did not take a connection.
package struct ConnectAttempt: Hashable, Sendable, CustomStringConvertible {
  /// The address and port, such as `192.0.2.1 port 22`.
  package let address: String
  package let failure: Failure

  package init(address: String, failure: Failure) {
    self.address = address
    self.failure = failure
  }

  package var description: String { "\(address): \(failure)" }

  /// Why an address did not take a connection.
  package enum Failure: Hashable, Sendable, CustomStringConvertible {
    case refused
    case noRoute
    case timedOut
    case other(String)

    package var description: String {
      switch self {
      case .refused: "connection refused"
      case .noRoute: "no route to host"
      case .timedOut: "no answer"
      case .other(let reason): reason
      }
    }
  }
}
