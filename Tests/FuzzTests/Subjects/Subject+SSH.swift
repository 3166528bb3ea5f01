import Model

@testable import Transport

extension Subject {
  static let ssh = [
    Subject(
      name: "known-hosts",
      words: "@revoked @cert-authority ssh-ed25519 ssh-rsa |1| web1 [web1]:2222 * ? ! , # "
        + "AAAAC3NzaC1lZDI1NTE5AAAAIJlYNXN1gFpfAMsqXtxYg3d+mVXmnZVTbK5ErWxYvQDR"
    ) { bytes in
      var known = KnownHosts()
      known.add(bytes, path: "f")
      let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
      for problem in known.problems { try hold((1...lines).contains(problem.line ?? 0), "no such line: \(problem)") }
      let key = HostKey(
        type: .ed25519, blob: [1, 2], fingerprint: try Fingerprint("SHA256:" + String(repeating: "A", count: 43)))
      for name in [KnownHostName(host: "web1"), KnownHostName(host: "web1", port: 2222)] {
        try hold(known.objection(to: key, of: name) != nil, "a key is known that is nowhere")
        _ = known.recordedTypes(of: name)
      }
    },
    Subject(name: "base-64", longest: 1024, words: "= == AAAA") { bytes in
      try hold(Base64.decode(Base64.encode(bytes).utf8) == bytes, "it does not come back")
      if let decoded = Base64.decode(bytes) { try hold(decoded.count <= bytes.count, "it has grown") }
    },
    Subject(
      name: "ssh-config",
      words:
        "Host Match host originalhost user localuser all final canonical exec tagged HostName CertificateFile UserKnownHostsFile CanonicalizeHostname "
        + "CanonicalDomains AddressFamily ConnectTimeout IgnoreUnknown ${HOME} Port User IdentityFile "
        + "IdentityAgent IdentitiesOnly HostKeyAlias ProxyCommand ProxyJump Ciphers %h %p %r %d none yes = # \" ' * ! , ~/"
    ) { bytes in
      // Include reads other files: what these are is not the input's to say.
      guard !String(decoding: bytes, as: UTF8.self).lowercased().contains("include") else { return }
      let environment = SSHEnvironment(home: "/home/me", user: "me", systemFolder: "/etc/ssh", agentSocket: nil)
      let reader = SSHConfigReader(environment: environment, folder: "/home/me/.ssh")
      do {
        let config = SSHConfig(statements: try reader.statements(bytes, path: "f"))
        let withReturns = SSHConfig(statements: try reader.statements(returns(bytes), path: "f"))
        for (host, access) in hosts {
          let settings = [config, withReturns].map {
            try? $0.settings(for: host.text, user: nil, environment: environment, machine: nowhere)
          }
          try hold(settings[0] == settings[1], "with carriage returns it says something else")
          _ = try SSHTarget(host, access, config: config, environment: environment, machine: nowhere)
        }
      } catch let error as FileProblem {
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        try hold((1...lines).contains(error.line ?? 1), "no such line: \(error)")
      }
    },
  ]

  /// A machine that knows no names and runs nothing: an input may have a `Match exec`.
  private static var nowhere: LocalMachine {
    LocalMachine(
      resolver: Resolver { _, _ in .failure(.init(reason: "unknown", isLocalShortage: false)) }, execute: { _ in false }
    )
  }

  /// The same lines as they end on Windows.
  private static func returns(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
  }

  private static let hosts = ["web1", "lb1"].compactMap { text -> (HostName, SSHAccess)? in
    guard let name = try? HostName(text), let address = try? SSHAddress(text) else { return nil }
    return (name, SSHAccess(address: address))
  }
}
