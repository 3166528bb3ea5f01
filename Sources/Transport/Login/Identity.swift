import Glibc

/// A file that names a key to log in with: a private key, or the public half of one that an agent holds.
struct Identity: Sendable {
  let path: String
  /// The public key; nil if it is not to be had without the passphrase.
  let key: [UInt8]?
  /// Whether the file holds no more than the public half.
  let isPublicOnly: Bool
  let certificates: [Certificate]

  /// Looks at a file, and those beside it; nil if there is none.
  ///
  /// In the order of ssh(1): the file itself may be the public half, then `FILE.pub`, then what a private key says of itself
  /// (OpenSSH, authfile.c, sshkey_load_public).
  init?(_ path: String, certificates: [Certificate], readsCertificate: Bool) {
    let bytes = (try? readFile(path)) ?? nil
    let beside = (try? readFile("\(path).pub")) ?? nil
    guard bytes != nil || beside != nil || access(path, F_OK) == 0 else { return nil }
    self.path = path
    let own = bytes.flatMap { PublicKeyFile.blob(in: $0) }
    isPublicOnly = own != nil || (bytes == nil && access(path, F_OK) != 0)
    let key =
      own ?? beside.flatMap { PublicKeyFile.blob(in: $0) }
      ?? bytes.flatMap { PublicKeyFile.blob(inPrivateKey: $0) }
    self.key = key
    // `key.pub` stands for `key`, so its certificate is `key-cert.pub`.
    let stem = path.hasSuffix(".pub") && own != nil ? String(path.dropLast(4)) : path
    let found = readsCertificate ? (try? Certificate.read("\(stem)-cert.pub")) ?? nil : nil
    self.certificates = (found.map { [$0] } ?? []) + certificates.filter { $0.key == key }
  }
}

/// What is offered to a host, one after another.
struct LoginPlan: Sendable {
  enum Offer: Sendable {
    case ofAgent(AgentRelay.Offer, name: String)
    /// A key of a file, with a certificate or without one.
    case ofFile(Identity, Certificate?)
    /// A file whose key nobody has.
    case unusable(path: String, IdentityProblem)
  }

  let offers: [Offer]

  /// The order of ssh(1) (OpenSSH, sshconnect2.c, pubkey_prepare): the keys of the agent that a file names, then the agent's
  /// other ones, then what is only in files.
  ///
  /// Each key and certificate is offered once: a host counts every one that it refuses (sshd_config(5), MaxAuthTries).
  init(_ wanted: SSHTarget.Identities, agent: [AgentKey], hasAgent: Bool) {
    let given = wanted.certificates.compactMap { (try? Certificate.read($0)) ?? nil }
    let identities = wanted.files.compactMap {
      Identity($0, certificates: given, readsCertificate: wanted.certificates.isEmpty)
    }
    var offers: [Offer] = []
    var others: [Offer] = []
    for key in agent {
      if let identity = identities.first(where: { $0.key == key.blob }) {
        offers += Self.offers(key, identity.certificates)
      } else if identities.contains(where: { $0.certificates.contains { $0.blob == key.blob } }) {
        // A certificate that the agent has, too.
        continue
      } else if let certificate = given.first(where: { $0.key == key.blob }) {
        offers += Self.offers(key, [certificate])
      } else {
        others.append(.ofAgent(.init(blob: key.blob, key: key.blob), name: key.name))
      }
    }
    // An encrypted key that does not say which it is may be any of the agent's.
    let mayBeAny = wanted.isOfInventory && identities.contains { $0.key == nil }
    if !wanted.isOnlyThese || mayBeAny { offers += others }
    let held = Set(agent.map(\.blob))
    for identity in identities where identity.key.map({ !held.contains($0) }) ?? true {
      offers += Self.offers(identity, hasAgent: hasAgent)
    }
    self.offers = offers
  }

  private static func offers(_ key: AgentKey, _ certificates: [Certificate]) -> [Offer] {
    certificates.map { .ofAgent(.init(blob: $0.blob, key: key.blob), name: "\($0.path) with \(key.name)") }
      + [.ofAgent(.init(blob: key.blob, key: key.blob), name: key.name)]
  }

  private static func offers(_ identity: Identity, hasAgent: Bool) -> [Offer] {
    if identity.isPublicOnly { return [.unusable(path: identity.path, .notInAgent(hasAgent: hasAgent))] }
    return identity.certificates.map { .ofFile(identity, $0) } + [.ofFile(identity, nil)]
  }
}
