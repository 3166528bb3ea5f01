import Foundation
import Model
import Testing

@testable import Transport

@Suite("ssh_config", .serialized) struct SSHConfigTests {
  /// Files that exercise what people write; each is held against ssh(1) for each host.
  static let examples: [String] = [
    "",
    """
    # After HostName, lines are still compared with the name that was given.
    Host web1
      HostName 10.0.0.1
      IdentityFile ~/.ssh/web1_key
    Host web*
      User deploy
      Port 2222
    Host 10.*
      User wrong
    Host *
      IdentityFile ~/.ssh/id_general
      User late
    """,
    """
    host=web1
    hostname = web1.example.com
    PORT\t2200
    Host * !web1
      User "someone"
    """,
    """
    User first
    Host web1 lb1
      HostName %h.example.net
      User second
    Match host *.example.net
      Port 2022
    Match originalhost web1
      IdentityFile /keys/web1
    Match user first
      IdentityFile /keys/first # with a comment
    Match !user first
      Port 9
    Match all
      IdentitiesOnly yes
    """,
    """
    Host web?
      ProxyCommand nc -X 5 "%h" %p # kept
      ProxyJump ignored
    Host lb1
      ProxyJump me@jump:2222,other
      ProxyCommand ignored
    Host *
      ProxyCommand none
    """,
    """
    Match final host *.example.org
      User finally
    Match final originalhost web1
      Port 2022
    Host web1
      HostName web1.example.org
    Match canonical
      IdentityFile /keys/canonical
    """,
    """
    Host web1
      Include inner/*.conf
      Port 11
    Host *
      Port 12
    Include missing.conf
    """,
    """
    Host web1
      HostKeyAlias the-web
      KexAlgorithms diffie-hellman-group14-sha1
      HostKeyAlgorithms ssh-rsa
      IdentityFile %d/keys/%n-%h-%p-%r
      Port 2022
      User me
      StrictHostKeyChecking no
      UserKnownHostsFile /dev/null
    """,
  ]

  static let hosts = ["web1", "web2", "lb1", "10.0.0.7"]

  private func write(_ config: String, in folder: TemporaryFolder) throws -> SSHEnvironment {
    try folder.write(config, to: ".ssh/config")
    try folder.write("User included\nHost web2\n  Port 1\nHost web1\n  IdentityFile /keys/a\n", to: ".ssh/inner/a.conf")
    try folder.write("IdentityFile /keys/b\n", to: ".ssh/inner/b.conf")
    return SSHEnvironment(
      home: folder.path, user: NSUserName(), systemFolder: folder.path("etc"), agentSocket: nil)
  }

  /// What `ssh -G` prints, by keyword.
  private func askSSH(_ host: String, _ folder: TemporaryFolder) async throws -> [String: [String]] {
    // ssh looks for includes in the real home folder, which must not matter here.
    let path = folder.path(".ssh/config")
    let text = try folder.read(".ssh/config").replacing("Include ", with: "Include \(folder.path)/.ssh/")
    try folder.write(text, to: ".ssh/absolute")
    let output = try await aside { try Program.ssh.run("-G", "-F", path.replacing("/config", with: "/absolute"), host) }
    let lines = output.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
    return Dictionary(grouping: lines.filter { $0.count == 2 }) { $0[0] }.mapValues { lines in lines.map { $0[1] } }
  }

  @Test(
    "the reader agrees with ssh -G",
    .enabled(if: Program.ssh.isInstalled, "ssh is not installed"), arguments: examples, hosts)
  func agreesWithSSH(_ config: String, _ host: String) async throws {
    let folder = try TemporaryFolder()
    let environment = try write(config, in: folder)
    let target = try SSHTarget(
      .web1, SSHAccess(address: SSHAddress(host)), config: SSHConfig(of: environment), environment: environment)
    let settings = try SSHConfig(of: environment).settings(for: host, user: nil, localUser: environment.user)
    let ssh = try await askSSH(host, folder)
    #expect([target.address] == ssh["hostname"])
    #expect([String(target.port)] == ssh["port"])
    #expect([target.user] == ssh["user"])
    #expect(settings[.hostkeyalias].map { [$0.text] } == ssh["hostkeyalias"])
    #expect(settings[.proxycommand].map { [$0.text] }?.filter { $0 != "none" } ?? [] == ssh["proxycommand"] ?? [])
    #expect(settings[.proxyjump].map { [$0.text] } == ssh["proxyjump"])
    #expect(settings[.identitiesonly]?.text ?? "no" == ssh["identitiesonly"]?.first)
    if let files = settings.identityFiles { #expect(files.map(\.text) == ssh["identityfile"]) }
  }

  private func target(_ config: String, _ access: SSHAccess, agent: String? = "/agent") throws -> SSHTarget {
    let folder = try TemporaryFolder()
    try folder.write(config, to: ".ssh/config")
    let files = SSHEnvironment(home: folder.path, user: "me", systemFolder: folder.path("none"), agentSocket: nil)
    let environment = SSHEnvironment(home: "/home/me", user: "me", agentSocket: agent)
    return try SSHTarget(.web1, access, config: SSHConfig(of: files), environment: environment)
  }

  private func access(_ host: String = "web1", port: UInt16? = nil, user: String? = nil) throws -> SSHAccess {
    SSHAccess(
      address: try SSHAddress(host), port: port.map { Port(number: $0) }, user: try user.map { try UserName($0) })
  }

  @Test("what the inventory says comes before what the file says")
  func inventoryFirst() throws {
    let config = "User theirs\nPort 1\nIdentityFile /theirs\nMatch user mine\n  HostKeyAlias seen\n"
    var access = try access(port: 22, user: "mine")
    access.identity = try LocalPath("~/mine")
    let target = try target(config, access)
    #expect(target.user == "mine")
    #expect(target.port == 22)
    #expect(target.identities == .named("/home/me/mine"))
    #expect(target.keyName == KnownHostName(host: "seen"))
  }

  @Test("tokens and the home folder are filled in, and without a file the usual keys are tried")
  func tokens() throws {
    let config = "HostName 192.0.2.1\nPort 2\nUser you\nIdentityFile ~/k-%n-%h-%p-%r-%u-%%\nIdentityFile none\n"
    #expect(
      try target(config, access()).identities == .usual(["/home/me/k-web1-192.0.2.1-2-you-me-%"], agentFirst: true))
    #expect(
      try target("IdentitiesOnly yes", access()).identities
        == .usual(["id_ed25519", "id_ecdsa", "id_rsa"].map { "/home/me/.ssh/\($0)" }, agentFirst: false))
  }

  @Test("the agent's socket is the file's, if it names one")
  func agent() throws {
    #expect(try target("", access()).agentSocket == "/agent")
    #expect(try target("IdentityAgent SSH_AUTH_SOCK", access()).agentSocket == "/agent")
    #expect(try target("IdentityAgent none", access()).agentSocket == nil)
    #expect(try target("IdentityAgent ~/%r.sock", access()).agentSocket == "/home/me/me.sock")
  }

  @Test("a ProxyJump becomes the ssh that jumps")
  func jump() throws {
    let config = "ProxyJump a,me@b:2222\nHostName 2001:db8::1\n"
    let proxy = try #require(try target(config, access()).proxy)
    #expect(
      proxy.command == "ssh -F /home/me/.ssh/config -o BatchMode=yes -J a -W '[2001:db8::1]:22' ssh://me@b:2222")
    #expect(proxy.name.hasPrefix("the ProxyJump 'a,me@b:2222' at /") && proxy.name.hasSuffix("/.ssh/config:1"))
    #expect(ProxyJump("a").command(.live).shellText == "ssh -o BatchMode=yes -W '[%h]:%p' ssh://a")
  }

  @Test(
    "what cannot be done is an error with its line",
    arguments: [
      ("Port 22x", 1, "'22x' is not a port: it is a number from 1 to 65535"),
      ("Host *\n\nPort 0", 3, "'0' is not a port: it is a number from 1 to 65535"),
      ("Host", 1, "'host' needs a value"),
      ("Host \"web1", 1, "a quote does not close"),
      ("Match host", 1, "'Match host' needs a value"),
      ("Match exec true", 1, "'Match exec' is not supported"),
      ("IdentityFile %C", 1, "'%C' is not supported here"),
      ("ProxyCommand nc %", 1, "'%' is not supported here"),
      ("IdentityAgent $AGENT", 1, "a variable is not supported here"),
    ])
  func problems(_ config: String, _ line: Int, _ reason: String) throws {
    let problem = try #require(throws: FileProblem.self) { _ = try target(config, access()) }
    #expect(problem.line == line)
    #expect(problem.reason == reason)
  }

  @Test("a condition that is not supported matters only where all before it are met")
  func laterCondition() throws {
    #expect(try target("Match host other exec true\n  User x\n", access()).user == "me")
  }

  @Test("files that include each other are an error")
  func endlessInclude() throws {
    let folder = try TemporaryFolder()
    try folder.write("Include config", to: ".ssh/config")
    let environment = SSHEnvironment(home: folder.path, user: "me", agentSocket: nil)
    #expect(throws: FileProblem.self) { try SSHConfig(of: environment) }
  }

  @Test(
    "lists of algorithms change the usual one",
    arguments: [
      ("+ssh-rsa", "ssh-ed25519", "rsa-sha2-256,ssh-rsa"),
      ("^rsa-sha2-256", "rsa-sha2-256", "rsa-sha2-512"),
      ("-ssh-ed*,ecdsa*,sk-*", "rsa-sha2-512", "rsa-sha2-256"),
      ("ssh-rsa", "ssh-rsa", "ssh-rsa"),
    ])
  func algorithms(_ value: String, _ first: String, _ end: String) {
    let list = AlgorithmList(value, for: .hostkeyalgorithms)
    #expect(list.names.first == first)
    #expect(list.text.hasSuffix(end))
    #expect(Set(list.names).count == list.names.count)
  }
}
