import Foundation
import Glibc
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
    let settings = try SSHConfig(of: environment).settings(
      for: host, user: nil, environment: environment, machine: LocalMachine())
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

  private func target(
    _ config: String, _ access: SSHAccess, agent: String? = "/agent", machine: LocalMachine = LocalMachine()
  ) throws -> SSHTarget {
    let folder = try TemporaryFolder()
    try folder.write(config, to: ".ssh/config")
    let files = SSHEnvironment(home: folder.path, user: "me", systemFolder: folder.path("none"), agentSocket: nil)
    let environment = SSHEnvironment(
      home: "/home/me", user: "me", agentSocket: agent, variable: { ["SOCKET": "/token", "KEYS": "/media/keys"][$0] })
    return try SSHTarget(
      .web1, access, config: SSHConfig(of: files), environment: environment, machine: machine)
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
    #expect(target.identities == .init(files: ["/home/me/mine"], isOnlyThese: true, isOfInventory: true))
    #expect(target.keyName == KnownHostName(host: "seen"))
  }

  @Test("tokens and the home folder are filled in, and without a file the usual keys are tried")
  func tokens() throws {
    let config = "HostName 192.0.2.1\nPort 2\nUser you\nIdentityFile ~/k-%n-%h-%p-%r-%u-%%\nIdentityFile none\n"
    #expect(
      try target(config, access()).identities == .init(files: ["/home/me/k-web1-192.0.2.1-2-you-me-%"]))
    #expect(
      try target("IdentitiesOnly yes", access()).identities
        == .init(files: ["id_ed25519", "id_ecdsa", "id_rsa"].map { "/home/me/.ssh/\($0)" }, isOnlyThese: true))
  }

  @Test("the agent's socket is the file's, if it names one")
  func agent() throws {
    #expect(try target("", access()).agentSocket == "/agent")
    #expect(try target("IdentityAgent SSH_AUTH_SOCK", access()).agentSocket == "/agent")
    #expect(try target("IdentityAgent none", access()).agentSocket == nil)
    #expect(try target("IdentityAgent ~/%r.sock", access()).agentSocket == "/home/me/me.sock")
    #expect(try target("IdentityAgent $SOCKET", access()).agentSocket == "/token")
    #expect(try target("IdentityAgent $NOWHERE", access()).agentSocket == nil)
    #expect(try target("IdentityAgent ${SOCKET}/%u", access()).agentSocket == "/token/me")
  }

  @Test("variables are filled in where ssh fills them in, and nowhere else")
  func variables() throws {
    let config = "IdentityFile ${KEYS}/id\nHostKeyAlias ${KEYS}\nUserKnownHostsFile ${KEYS}/hosts \"/a b\"\n"
    let target = try target(config, access())
    #expect(target.identities.files == ["/media/keys/id"])
    #expect(target.keyName.text == "${keys}")
    #expect(target.knownHosts.prefix(2) == ["/media/keys/hosts", "/a b"])
  }

  @Test("a Match exec holds if its command does, and is not run where the conditions before it fail")
  func exec() throws {
    let commands = Monitor<[String]>([])
    let machine = LocalMachine(execute: { command in
      commands.withLock { $0.append(command) }
      return command.hasPrefix("yes")
    })
    let config = """
      Match host other exec never
        User wrong
      Match exec "no %h"
        User wrong
      Match !exec "no %p" exec "yes %n as %r, %k, %u %i"
        User right
      """
    #expect(try target(config, access(port: 22), machine: machine).user == "right")
    #expect(commands.withLock { $0 } == ["no web1", "no 22", "yes web1 as me, web1, me \(getuid())"])
  }

  @Test(
    "a Match exec is given to a shell", arguments: [("test -d /", true), ("exit 3", false), ("exec sleep 600", false)])
  func shell(_ command: String, _ succeeds: Bool) async throws {
    let line = Line()
    let watch = line.watch()
    let timer = watch.cut(after: command.hasPrefix("exec") ? .milliseconds(100) : .seconds(60))
    let result = try await aside { LocalMachine(line: line).succeeds(command) }
    timer.cancel()
    #expect(result == succeeds)
  }

  @Test("a short name takes the domain that it has an address in")
  func canonical() throws {
    let known = ["web1.b.example.", "10.1.2.3"]
    let machine = LocalMachine(
      resolver: Resolver { name, port in
        known.contains(name)
          ? Resolver.live.lookUp("127.0.0.1", port) : .failure(.init(reason: "unknown", isLocalShortage: false))
      })
    let config = """
      CanonicalizeHostname yes
      CanonicalDomains a.example b.example
      Match canonical host *.b.example
        User found
      Host web1.b.example
        Port 2022
      """
    let found = try target(config, access(), machine: machine)
    #expect(found.address == "web1.b.example" && found.user == "found" && found.port == 2022)
    #expect(found.keyName.text == "[web1.b.example]:2022")
    #expect(try target(config, access("lb1"), machine: machine).address == "lb1")
    #expect(try target(config, access("lb1.x.y"), machine: machine).address == "lb1.x.y")
    #expect(try target(config + "\nHost *\nProxyJump j\n", access(), machine: machine).address == "web1")
    let problem = try #require(throws: FileProblem.self) {
      try target(config + "\nHost *\nCanonicalizeFallbackLocal no\n", access("lb1"), machine: machine)
    }
    #expect(problem.line == 1)
  }

  @Test("IgnoreUnknown is heeded from where it stands on")
  func ignoredUnknown() throws {
    #expect(try target("IgnoreUnknown UseK*,x\nUseKeychain yes\nUser y\n", access()).user == "y")
    #expect(throws: FileProblem.self) { try target("UseKeychain yes\nIgnoreUnknown UseKeychain\n", access()) }
    #expect(throws: FileProblem.self) {
      try target("Host other\nIgnoreUnknown UseKeychain\nHost *\nUseKeychain yes\n", access())
    }
  }

  @Test("where no key is to be recorded, the usual files count all the same")
  func noKnownHosts() throws {
    let usual = ["/home/me/.ssh/known_hosts", "/home/me/.ssh/known_hosts2"]
    for file in ["/dev/null", "none"] {
      #expect(try target("UserKnownHostsFile \(file)", access()).knownHosts.prefix(2) == usual[...])
    }
    let other = try target("UserKnownHostsFile /a ~/b\nGlobalKnownHostsFile none\n", access())
    #expect(other.knownHosts == ["/a", "/home/me/b"])
  }

  @Test("the way out of this machine is as the file has it")
  func origin() throws {
    let config = "AddressFamily inet\nBindAddress 127.0.0.2\nBindInterface lo\nConnectTimeout 1m30\n"
    let origin = try target(config, access()).origin
    #expect(origin == .init(family: AF_INET, address: "127.0.0.2", interface: "lo", timeout: 90))
    #expect(LocalAddress.matching(.init(interface: "lo"), AF_INET)?.host == "127.0.0.1")
  }

  @Test(
    "what cannot be done is an error with its line",
    arguments: [
      ("Port 22x", 1, "'22x' is not a port: it is a number from 1 to 65535"),
      ("Host *\n\nPort 0", 3, "'0' is not a port: it is a number from 1 to 65535"),
      ("Host", 1, "'host' needs a value"),
      ("Host \"web1", 1, "a quote does not close"),
      ("Match host", 1, "'Match host' needs a value"),
      ("Match localnetwork 10.0.0.0/8", 1, "'Match localnetwork' is not supported"),
      ("IdentityFile %j", 1, "'%j' is not supported here"),
      ("IdentityFile ${NOWHERE}/key", 1, "the variable 'NOWHERE' is not set"),
      ("Port 22 23", 1, "'port' takes one value; quote one with blanks"),
      ("Host *\n UseKeychain yes", 2, "bad configuration option: 'usekeychain' (see IgnoreUnknown)"),
      ("Host other\n UseKeychain yes", 2, "bad configuration option: 'usekeychain' (see IgnoreUnknown)"),
      ("ProxyUseFdpass yes", 1, "'ProxyUseFdpass yes' is not supported"),
      ("IdentitiesOnly perhaps", 1, "'perhaps' is not yes or no"),
      ("ProxyCommand nc %", 1, "'%' is not supported here"),
    ])
  func problems(_ config: String, _ line: Int, _ reason: String) throws {
    let problem = try #require(throws: FileProblem.self) { _ = try target(config, access()) }
    #expect(problem.line == line)
    #expect(problem.reason == reason)
  }

  @Test("a condition that is not supported matters only where all before it are met")
  func laterCondition() throws {
    #expect(try target("Match host other localnetwork 10.0.0.0/8\n  User x\n", access()).user == "me")
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
