import CLibSSH
import Glibc

/// Logs in on a session with the keys that there are.
struct Authenticator {
  private let session: Session
  private let target: SSHTarget
  private let line: Line
  private var tried: [AuthenticationFailure.Try] = []
  /// Files that were found to be of no use; each is said once.
  private var unusable: Set<String> = []

  init(session: Session, target: SSHTarget, line: Line) {
    self.session = session
    self.target = target
    self.line = line
  }

  /// Tries one key after another until the host takes one.
  mutating func logIn() throws(TransportError.Kind) {
    try requireFile()
    let agent = try target.agentSocket.flatMap { path throws(TransportError.Kind) in try Agent(path: path, line: line) }
    let plan = LoginPlan(target.identities, agent: agent?.keys() ?? [], hasAgent: agent != nil)
    let relay = try agent.map { agent throws(TransportError.Kind) in try AgentRelay(agent, line: line) }
    defer { relay?.close() }
    for offer in plan.offers where try isTaken(offer, relay) { return }
    if target.identities.isOfInventory, tried.count == 1, case .unusable(let problem) = tried[0].outcome {
      throw .identityUnusable(path: target.identities.files[0], problem)
    }
    throw failure()
  }

  /// The file that the inventory names must be there.
  private func requireFile() throws(TransportError.Kind) {
    guard target.identities.isOfInventory, let path = target.identities.files.first else { return }
    if case .failure(let problem)? = try PrivateKey.access(path) { throw .identityUnusable(path: path, problem) }
    if access(path, F_OK) != 0, access("\(path).pub", F_OK) != 0 {
      throw .identityUnusable(path: path, .unreadable(reason: "\(SystemError(ENOENT))"))
    }
  }

  private mutating func isTaken(_ offer: LoginPlan.Offer, _ relay: AgentRelay?) throws(TransportError.Kind) -> Bool {
    guard ssh_is_connected(session.handle) != 0 else {
      tried.append(.init(key: offer.name, outcome: .notOffered))
      return false
    }
    switch offer {
    case .ofAgent(let offer, let name): return try isTaken(offer, name, relay)
    case .ofFile(let identity, let certificate): return try isTaken(identity, certificate)
    case .unusable(let path, let problem):
      tried.append(.init(key: path, outcome: .unusable(problem)))
      return false
    }
  }

  private mutating func isTaken(
    _ offer: AgentRelay.Offer, _ name: String, _ relay: AgentRelay?
  ) throws(TransportError.Kind) -> Bool {
    guard let relay else { return false }
    let duplicate = fcntl(relay.socket, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw .localShortage(of: "open files", reason: "\(SystemError())") }
    relay.show(offer)
    ssh_set_agent_socket(session.handle, duplicate)
    defer { session.closeAgentSocket(duplicate) }
    return note(session.answer { ssh_userauth_agent(session.handle, nil) }, name, onError: .notSigned)
  }

  private mutating func isTaken(
    _ identity: Identity, _ certificate: Certificate?
  ) throws(TransportError.Kind) -> Bool {
    guard !unusable.contains(identity.path) else { return false }
    switch try PrivateKey.read(identity.path) {
    case .success(let key):
      guard let certificate else { return offer(key, identity.path) }
      guard key.add(certificate) else {
        tried.append(.init(key: certificate.path, outcome: .unusable(.notACertificateOf(identity.path))))
        return false
      }
      return offer(key, certificate.path)
    case .failure(let problem):
      unusable.insert(identity.path)
      tried.append(.init(key: identity.path, outcome: .unusable(problem)))
    case nil: break
    }
    return false
  }

  private mutating func offer(_ key: PrivateKey, _ name: String) -> Bool {
    note(session.answer { ssh_userauth_publickey(session.handle, nil, key.handle) }, name, onError: nil)
  }

  /// Whether the host has let us in; if not, its answer is kept.
  private mutating func note(_ answer: Int32, _ name: String, onError problem: IdentityProblem?) -> Bool {
    if answer == SSH_AUTH_SUCCESS.rawValue { return true }
    var outcome: AuthenticationFailure.Outcome = answer == SSH_AUTH_PARTIAL.rawValue ? .partial : .refused
    if answer == SSH_AUTH_ERROR.rawValue, let problem, ssh_is_connected(session.handle) != 0 {
      outcome = .unusable(problem)
    }
    tried.append(.init(key: name, outcome: outcome))
    return false
  }

  private func failure() -> TransportError.Kind {
    let reason = ssh_is_connected(session.handle) == 0 ? session.lastError : ""
    // The host names its methods when it refuses one; if none was tried yet, it has to be asked.
    if tried.allSatisfy({ if case .unusable = $0.outcome { true } else { false } }) {
      _ = session.answer { ssh_userauth_none(session.handle, nil) }
    }
    let accepted = Self.methods(UInt32(bitPattern: ssh_userauth_list(session.handle, nil)))
    return .authenticationFailed(.init(user: target.user, tried: tried, accepted: accepted, reason: reason))
  }

  private static func methods(_ bits: UInt32) -> [String] {
    let names: [(UInt32, String)] = [
      (UInt32(SSH_AUTH_METHOD_PUBLICKEY), "publickey"), (UInt32(SSH_AUTH_METHOD_PASSWORD), "password"),
      (UInt32(SSH_AUTH_METHOD_INTERACTIVE), "keyboard-interactive"), (UInt32(SSH_AUTH_METHOD_HOSTBASED), "hostbased"),
      (UInt32(SSH_AUTH_METHOD_GSSAPI_MIC), "gssapi-with-mic"),
    ]
    return names.filter { bits & $0.0 != 0 }.map(\.1)
  }
}

extension LoginPlan.Offer {
  /// For messages.
  fileprivate var name: String {
    switch self {
    case .ofAgent(_, let name): name
    case .ofFile(let identity, let certificate): certificate?.path ?? identity.path
    case .unusable(let path, _): path
    }
  }
}
