import CLibSSH
import Glibc

/// Logs in on a session with the keys that there are.
struct Authenticator {
  private let session: Session
  private let target: SSHTarget
  private let line: Line
  private var tried: [AuthenticationFailure.Try] = []

  init(session: Session, target: SSHTarget, line: Line) {
    self.session = session
    self.target = target
    self.line = line
  }

  /// Tries one key after another until the host takes one.
  mutating func logIn() throws(TransportError.Kind) {
    switch target.identities {
    case .named(let path): if try tryNamed(path) { return }
    case .usual(let paths, let agentFirst):
      if agentFirst, try tryAgent() { return }
      if try tryFiles(paths) { return }
      if !agentFirst, needsPassphrase, try tryAgent() { return }
    }
    throw failure()
  }

  /// Only the key of the inventory; if it is encrypted, the agent may hold it.
  private mutating func tryNamed(_ path: String) throws(TransportError.Kind) -> Bool {
    switch try PrivateKey.read(path) {
    case .success(let key): return offer(key, path: path)
    case .failure(.needsPassphrase):
      if try tryAgent() { return true }
      guard !tried.isEmpty else { throw .identityUnusable(path: path, .needsPassphrase) }
      tried.append(.init(key: path, outcome: .unusable(.needsPassphrase)))
      return false
    case .failure(let problem): throw .identityUnusable(path: path, problem)
    case nil: throw .identityUnusable(path: path, .unreadable(reason: "\(SystemError(ENOENT))"))
    }
  }

  private mutating func tryFiles(_ paths: [String]) throws(TransportError.Kind) -> Bool {
    for path in paths {
      switch try PrivateKey.read(path) {
      case .success(let key): if offer(key, path: path) { return true }
      case .failure(let problem): tried.append(.init(key: path, outcome: .unusable(problem)))
      case nil: continue
      }
    }
    return false
  }

  private mutating func offer(_ key: PrivateKey, path: String) -> Bool {
    let answer = session.answer { ssh_userauth_publickey(session.handle, nil, key.handle) }
    if answer == SSH_AUTH_SUCCESS.rawValue { return true }
    let isPartial = answer == SSH_AUTH_PARTIAL.rawValue
    tried.append(.init(key: path, outcome: isPartial ? .partial : .refused))
    return false
  }

  /// Tries all keys of the agent, one after another.
  private mutating func tryAgent() throws(TransportError.Kind) -> Bool {
    guard let path = target.agentSocket, let agent = try Agent(path: path, line: line) else { return false }
    defer { agent.close() }
    let duplicate = fcntl(agent.socket, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw .localShortage(of: "open files", reason: "\(SystemError())") }
    // From here on the duplicate is libssh's, which closes it with the session (agent.c, ssh_agent_free).
    ssh_set_agent_socket(session.handle, duplicate)
    let answer = session.answer { ssh_userauth_agent(session.handle, nil) }
    if answer == SSH_AUTH_SUCCESS.rawValue { return true }
    if answer == SSH_AUTH_PARTIAL.rawValue {
      tried.append(.init(key: "a key of the agent", outcome: .partial))
    } else {
      tried += agent.keyNames().map { .init(key: "\($0) of the agent", outcome: .refused) }
    }
    return false
  }

  private var needsPassphrase: Bool { tried.contains { $0.outcome == .unusable(.needsPassphrase) } }

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
