import Foundation
import Model
import Testing

@testable import Transport

/// Generated files, each held against what ssh(1) of this machine makes of it.
@Suite("ssh_config beside ssh -G", .enabled(if: Program.ssh.isInstalled, "ssh is not installed"))
struct SSHConfigComparisonTests {
  /// The keywords of ssh_config(5) of OpenSSH 9.2, Debian's patches included.
  private static let keywords = """
    AddKeysToAgent AddressFamily BatchMode BindAddress BindInterface CASignatureAlgorithms CanonicalDomains \
    CanonicalizeFallbackLocal CanonicalizeHostname CanonicalizeMaxDots CanonicalizePermittedCNAMEs CertificateFile \
    CheckHostIP Ciphers ClearAllForwardings Compression ConnectTimeout ConnectionAttempts ControlMaster ControlPath \
    ControlPersist DynamicForward EnableEscapeCommandline EnableSSHKeysign EscapeChar ExitOnForwardFailure \
    FingerprintHash ForkAfterAuthentication ForwardAgent ForwardX11 ForwardX11Timeout ForwardX11Trusted \
    GSSAPIAuthentication GSSAPIClientIdentity GSSAPIDelegateCredentials GSSAPIKexAlgorithms GSSAPIKeyExchange \
    GSSAPIRenewalForcesRekey GSSAPIServerIdentity GSSAPITrustDns GatewayPorts GlobalKnownHostsFile HashKnownHosts Host \
    HostKeyAlgorithms HostKeyAlias HostbasedAcceptedAlgorithms HostbasedAuthentication Hostname IPQoS IdentitiesOnly \
    IdentityAgent IdentityFile IgnoreUnknown Include KbdInteractiveAuthentication KbdInteractiveDevices KexAlgorithms \
    KnownHostsCommand LocalCommand LocalForward LogLevel LogVerbose MACs Match NoHostAuthenticationForLocalhost \
    NumberOfPasswordPrompts PKCS11Provider PasswordAuthentication PermitLocalCommand PermitRemoteOpen Port \
    PreferredAuthentications ProxyCommand ProxyJump ProxyUseFdpass PubkeyAcceptedAlgorithms PubkeyAuthentication \
    RekeyLimit RemoteCommand RemoteForward RequestTTY RequiredRSASize RevokedHostKeys SecurityKeyProvider SendEnv \
    ServerAliveCountMax ServerAliveInterval SessionType SetEnv StdinNull StreamLocalBindMask StreamLocalBindUnlink \
    StrictHostKeyChecking SyslogFacility TCPKeepAlive Tunnel TunnelDevice UpdateHostKeys User UserKnownHostsFile \
    VerifyHostKeyDNS VisualHostKey XAuthLocation
    """.split(separator: " ").map { $0.lowercased() }

  @Test("every keyword of ssh_config(5) stands in the table")
  func table() {
    for keyword in Self.keywords { #expect(SSHConfigKeyword.treatment(of: keyword) != .unknown, "\(keyword)") }
    for keyword in SSHConfigKeyword.allCases { #expect(!SSHConfigKeyword.harmless.contains(keyword.rawValue)) }
    #expect(SSHConfigKeyword.treatment(of: "usekeychain") == .unknown)
  }

  /// Newer than OpenSSH 9.2.
  private static let newer: Set<String> = [
    "tag", "channeltimeout", "obscurekeystroketiming", "versionaddendum", "warnweakcrypto",
  ]

  @Test("ssh knows every word of the table that is not newer than itself")
  func words() async throws {
    let words = SSHConfigKeyword.allCases.map(\.rawValue) + SSHConfigKeyword.harmless
    let unknown = try await aside {
      words.filter { word in
        let output = try? PrintingChild(Program.ssh.path, ["-G", "-F", "none", "-o", "\(word)=x", "h"])
        var text = ""
        while let more = output?.read() { text += more }
        output?.process.wait()
        return text.contains("Bad configuration option")
      }
    }
    #expect(Set(unknown).isSubset(of: Self.newer), "\(unknown)")
  }

  // MARK: generated files

  /// What `ssh -G` prints of what culvert heeds; nil where it refuses the file.
  private func askSSH(_ path: String, _ host: String) throws -> [String: [String]]? {
    guard let output = try? Program.ssh.run("-G", "-F", path, host) else { return nil }
    let lines = output.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    return Dictionary(grouping: lines.filter { $0.count == 2 }) { $0[0] }.mapValues { lines in lines.map { $0[1] } }
  }

  /// The same, by culvert's reader.
  private func askCulvert(_ environment: SSHEnvironment, _ host: String) throws -> [String: [String]] {
    let config = try SSHConfig(of: environment)
    let access = SSHAccess(address: try SSHAddress(host))
    let target = try SSHTarget(.web1, access, config: config, environment: environment)
    let settings = try config.settings(for: host, user: nil, environment: environment, machine: LocalMachine())
    func words(_ keyword: SSHConfigKeyword) -> [String] {
      settings[keyword].map { [$0.words.joined(separator: " ")] } ?? []
    }
    return [
      "hostname": [target.address], "port": [String(target.port)], "user": [target.user],
      "identityfile": settings.identityFiles?.map(\.text) ?? [],
      "certificatefile": settings.certificateFiles.map(\.text),
      "identitiesonly": [try settings.flag(.identitiesonly) == true ? "yes" : "no"],
      "identityagent": words(.identityagent), "hostkeyalias": words(.hostkeyalias),
      "proxycommand": words(.proxycommand).filter { $0 != "none" },
      "proxyjump": words(.proxyjump).filter { $0 != "none" },
      "addressfamily": words(.addressfamily).isEmpty ? ["any"] : words(.addressfamily),
      "bindaddress": words(.bindaddress), "bindinterface": words(.bindinterface),
      "connecttimeout": [target.origin.timeout.map(String.init) ?? "none"],
      "userknownhostsfile": words(.userknownhostsfile), "globalknownhostsfile": words(.globalknownhostsfile),
      "ciphers": words(.ciphers), "preferredauthentications": words(.preferredauthentications),
    ]
  }

  /// Those for which ssh prints its own value where the files have none.
  private static let withDefault: Set<String> = [
    "identityfile", "userknownhostsfile", "globalknownhostsfile", "ciphers",
  ]

  @Test("200 generated files mean to culvert what they mean to ssh", arguments: 0..<20)
  func generated(_ batch: Int) async throws {
    for number in batch * 10..<batch * 10 + 10 {
      let folder = try TemporaryFolder()
      var generator = ConfigGenerator(seed: UInt64(number), folder: folder.path)
      let (config, included) = (generator.file(lines: 14), generator.file(lines: 5))
      let host = generator.host()
      let path = try folder.write(config, to: ".ssh/config")
      try folder.write(included, to: ".ssh/more/a.conf")
      let environment = SSHEnvironment(
        home: folder.path, user: NSUserName(), systemFolder: folder.path("etc"), agentSocket: nil)
      let text = "file \(number), host \(host):\n\(config)\nincluded:\n\(included)"
      let (ssh, culvert) = try await aside {
        (try askSSH(path, host), Result { try askCulvert(environment, host) })
      }
      guard let ssh else {
        #expect(throws: FileProblem.self, "ssh refuses \(text)") { try culvert.get() }
        continue
      }
      for (keyword, value) in try culvert.get() where !(value.isEmpty && Self.withDefault.contains(keyword)) {
        #expect(value == ssh[keyword] ?? [], "\(keyword) in \(text)")
      }
      withExtendedLifetime(folder) {}
    }
  }
}

/// Writes ssh_config(5) files as people do, always the same ones.
private struct ConfigGenerator {
  private var state: UInt64
  private let folder: String

  init(seed: UInt64, folder: String) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    self.folder = folder
  }

  /// SplitMix64.
  private mutating func number(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
  }

  private mutating func one(_ choices: [String]) -> String { choices[number(below: choices.count)] }

  mutating func host() -> String {
    one(["web1", "web2", "lb1", "web1.example.org", "10.0.0.7", "Web1", "2001:DB8:0::1"])
  }

  mutating func file(lines: Int) -> String {
    (0..<lines).map { _ in line() }.joined(separator: "\n") + "\n"
  }

  private mutating func line() -> String {
    switch number(below: 12) {
    case 0...1: one(["", "  "]) + "Host" + one([" ", "=", "\t"]) + patterns()
    case 2...3: "Match " + match()
    case 4: one(["Include \(folder)/.ssh/more/*.conf", "# a comment", "", "Include \(folder)/missing/*"])
    default: one(["", "  ", "\t"]) + setting()
    }
  }

  private mutating func patterns() -> String {
    one([
      "web1", "web*", "*", "web? lb1", "* !web1", "10.*", "*.example.org", "\"web1\" lb1", "!lb1 *", "other", "2001:*",
      "web1.example.org # with a comment",
    ])
  }

  private mutating func match() -> String {
    let conditions = [
      "host web*", "host *.example.org", "originalhost web1,lb1", "!originalhost web1", "user root", "user u1",
      "localuser nobody", "host=web1", "exec true", "exec false", "!exec \"test %n = web1\"", "exec \"test %h = web1\"",
      "exec \"test %p = 22\"", "exec \"test %r = u1\"", "final", "canonical", "final host web*", "host WEB*",
      "!host lb1",
    ]
    switch number(below: 8) {
    case 0: return "all"
    case 1: return one(["final all", "canonical all"])
    case 2...4: return one(conditions)
    default: return one(conditions) + " " + one(conditions)
    }
  }

  private mutating func setting() -> String {
    one([
      "HostName %h.example.org", "HostName 192.0.2.1", "HostName = web9", "hostname \"web1.example.org\"",
      "Port 2022", "port=22", "PORT\t2200", "User u1", "User \"u2\"", "User = u3 # who",
      "IdentityFile /keys/a", "IdentityFile /keys/%h-%r", "IdentityFile \"/keys/with blank\"", "IdentityFile /keys/a",
      "CertificateFile /keys/a-cert.pub", "CertificateFile /keys/%n-cert.pub", "IdentitiesOnly yes",
      "IdentitiesOnly no", "IdentityAgent /run/agent", "IdentityAgent none", "IdentityAgent $SOCK",
      "HostKeyAlias the-web", "HostKeyAlias other", "ProxyCommand nc -X 5 \"%h\" %p # kept", "ProxyCommand none",
      "ProxyJump jump", "ProxyJump me@jump:2222,other", "ProxyJump none", "AddressFamily inet", "AddressFamily inet6",
      "BindAddress 192.0.2.9", "BindInterface eth0", "ConnectTimeout 7", "ConnectTimeout 2m", "ConnectTimeout none",
      "UserKnownHostsFile /hosts/a /hosts/b", "UserKnownHostsFile \"/hosts/a b\"", "GlobalKnownHostsFile /hosts/all",
      "Ciphers aes128-ctr", "PreferredAuthentications publickey", "PreferredAuthentications publickey,password",
      "StrictHostKeyChecking no", "ForwardAgent yes", "ServerAliveInterval 30", "SendEnv LANG LC_*", "Compression yes",
      "ControlMaster auto", "ControlPath /tmp/%C", "RemoteForward 1 localhost:2", "SetEnv A=b", "LogLevel ERROR",
      "IgnoreUnknown UseKeychain,x*", "IgnoreUnknown UseKeychain", "Protocol 2", "RSAAuthentication yes",
      "GSSAPIAuthentication no", "ChallengeResponseAuthentication no", "PubkeyAcceptedKeyTypes ssh-ed25519",
      number(below: 10) == 0
        ? one(["UseKeychain yes", "Port 22 23", "User \"u4", "NoSuchWord 1"]) : "User u5",
      "CanonicalizeMaxDots 0", "CanonicalDomains none",
    ])
  }
}
