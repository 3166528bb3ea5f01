import Model

/// What kept a host from being reached or a command from being run.
package struct TransportError: Error, Hashable, Sendable {
  /// The host's name in the inventory.
  package let host: HostName
  package let kind: Kind
  /// Whether the host may have started the command: it was sent, and its end was not seen.
  package let commandMayHaveRun: Bool

  package init(host: HostName, kind: Kind, commandMayHaveRun: Bool = false) {
    self.host = host
    self.kind = kind
    self.commandMayHaveRun = commandMayHaveRun
  }

  /// Whether the host did not answer at all: nothing was learnt about it, and trying later may help.
  package var isUnreachable: Bool {
    switch kind {
    case .cannotResolve, .cannotConnect, .proxyFailed, .noGreeting: true
    case .timedOut(let phase, _): phase != .command
    default: false
    }
  }

  /// The kinds of trouble, in the order in which a connection can meet them.
  package enum Kind: Error, Hashable, Sendable {
    /// The ssh_config(5) file asks for something that cannot be had.
    case configuration(FileProblem)
    /// This machine has run out of something, such as open files; it says nothing about the host.
    case localShortage(of: String, reason: String)
    /// The name has no address.
    case cannotResolve(name: String, reason: String)
    /// None of the addresses took the connection.
    case cannotConnect([ConnectAttempt])
    /// The ProxyCommand or ProxyJump of the ssh_config(5) file gave no connection; where that stands, and what its program
    /// said.
    case proxyFailed(proxy: String, reason: String)
    /// Whatever listens there ended the connection before it said that it speaks SSH.
    case noGreeting(reason: String)
    /// The two sides have no algorithm in common, or the exchange broke off.
    case keyExchangeFailed(reason: String)
    /// The host's key is not one to be trusted.
    case hostKey(HostKeyProblem)
    /// The private key that the inventory names cannot be used.
    case identityUnusable(path: String, IdentityProblem)
    /// The host accepted none of the keys.
    case authenticationFailed(AuthenticationFailure)
    /// The host refused to start the command.
    case commandRefused(reason: String)
    /// The connection broke.
    case connectionLost(reason: String)
    /// It took longer than it was given.
    case timedOut(Phase, after: Duration)
    /// The command printed more bytes than it was given.
    case outputTooLong(limit: Int)
    /// The task was cancelled.
    case cancelled
    /// The connection had been closed, or an earlier command had ended it.
    case closed
  }

  /// What a connection is busy with.
  package enum Phase: String, Hashable, Sendable {
    case resolving = "looking up the name"
    case connecting
    case keyExchange = "the key exchange"
    case authentication = "the login"
    case command = "the command"
  }
}
