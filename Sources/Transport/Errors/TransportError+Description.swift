import Model

extension TransportError: CustomStringConvertible {
  /// `where: what: why`, and the way out where there is one.
  package var description: String { "\(host): \(reason)" }

  /// The same without the host's name.
  package var reason: String { "\(text)\(commandMayHaveRun ? "; the command may have run" : "")" }

  private var text: String {
    switch kind {
    case .configuration(let problem): problem.description
    case .localShortage(let what, let reason):
      "no more \(what) on this machine: \(reason)\(["open files", "sockets"].contains(what) ? " (see: ulimit -n)" : "")"
    case .cannotResolve(let name, let reason): "cannot find the address of \(quoted(name)): \(reason)"
    case .cannotConnect(let attempts): "cannot connect: \(attempts.map(\.description).joined(separator: "; "))"
    case .proxyFailed(let proxy, let reason): "no connection through \(proxy): \(told(reason))"
    case .noGreeting(let reason):
      "it closes connections without an SSH greeting (no sshd, or MaxStartups reached): \(told(reason))"
    case .keyExchangeFailed(let reason):
      "the key exchange failed: \(told(reason)); a server of long ago may need 'ssh: { algorithms: legacy }' in the inventory"
    case .hostKey(let problem): problem.text(host: host)
    case .identityUnusable(let path, let problem): Self.text(path, problem)
    case .authenticationFailed(let failure): failure.description
    case .commandRefused(let reason): "the host did not start the command: \(told(reason))"
    case .connectionLost(let reason): "connection lost: \(told(reason))"
    case .timedOut(let phase, let limit): "gave up after \(limit) in \(phase.rawValue)"
    case .outputTooLong(let limit): "the command printed more than \(limit) bytes"
    case .cancelled: "cancelled"
    case .closed: "the connection is closed"
    }
  }

  private static func text(_ path: String, _ problem: IdentityProblem) -> String {
    "cannot use the key \(quoted(path)): \(problem)\(problem.remedy(path).map { "; \($0)" } ?? "")"
  }
}

extension HostKeyProblem {
  /// The problem in words, for the host of this name in the inventory.
  package func text(host: HostName) -> String {
    let shown = "\(key.type) \(key.fingerprint)"
    let trust = "culvert trust \(host)"
    return switch finding {
    case .unknown:
      "host key not known: \(quoted(name.text)) shows \(shown); compare it with the host's own, then: \(trust)"
    case .unknownType(let known):
      "host key not known: \(quoted(name.text)) shows \(shown), but is known by \(list(known)); "
        + "compare it with the host's own, then: \(trust)"
    case .changed(let recorded):
      "host key has changed: \(quoted(name.text)) shows \(shown), which is not \(list(recorded)); "
        + "if the host has a new key, take that line out, then: \(trust)"
    case .revoked(let position):
      "host key is revoked: \(quoted(name.text)) shows \(shown), which \(position) revokes"
    case .notPinned(let expected):
      "host key is not the one in the inventory: \(quoted(name.text)) shows \(shown), the inventory wants \(expected)"
    case .certificateAuthority(let position):
      "host certificates are not supported: \(quoted(name.text)) is known only by the authority at \(position); "
        + "compare \(shown) with the host's own key, then: \(trust)"
    }
  }

  private func list(_ keys: [RecordedKey]) -> String { keys.map(\.description).joined(separator: ", ") }
}
