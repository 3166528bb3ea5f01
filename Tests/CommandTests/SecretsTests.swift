import Foundation
import Testing

@testable import Lab

/// No secret gets out: not into arguments, environments, output, `--json`, plan files, journals or logs.
///
/// The secrets that culvert comes near are private keys, which libssh reads from their files, and those of an ssh-agent,
/// which it never sees, and the password that `--ask-become-pass` asks for. It asks for no passphrase and takes none: an
/// encrypted key is the agent's business. The tests for passwords in the inventory say what becomes of one that somebody
/// has written there all the same.
@Suite(.serialized) struct SecretsTests {
  /// A host, an operator with keys, and the words to look for.
  private struct Scene {
    let host: LocalHost
    let agent: RunningProcess
    let socket: String
    let canaries: [Canary]
    let passphrase: Canary
    /// What sudo wants.
    let password: Canary
    let folder: URL

    func tearDown() {
      agent.kill()
      host.tearDown()
    }
  }

  // MARK: - The keys

  /// Keys, one of them with a passphrase that only the agent knows, and a host that lets two of them in.
  private func scene() async throws -> Scene {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-secrets-\(UUID())")
    let secrets = folder.appending(component: "secrets").path
    try FileManager.default.createDirectory(atPath: secrets, withIntermediateDirectories: true)
    let passphrase = Canary("passphrase")
    var canaries = [passphrase]
    for name in ["host", "plain", "locked", "stranger"] {
      let words = ["-q", "-t", "ed25519", "-C", name, "-N", name == "locked" ? passphrase.text : ""]
      try await tool("/usr/bin/ssh-keygen", words + ["-f", "\(secrets)/\(name)"])
      canaries += try Canary.keyMaterial(name, ofFile: "\(secrets)/\(name)")
    }
    try #require(canaries.count == 9)
    let password = Canary("sudo's password")
    canaries.append(password)
    try Data("\(password.text)\n".utf8).write(to: URL(filePath: "\(secrets)/become"))
    func publicKey(_ name: String) throws -> String {
      try String(contentsOfFile: "\(secrets)/\(name).pub", encoding: .utf8)
    }
    let host = try await LocalHost(in: folder, authorized: publicKey("plain") + publicKey("locked"))
    try host.trust()
    let (agent, socket) = try await self.agent(secrets, passphrase)
    return Scene(
      host: host, agent: agent, socket: socket, canaries: canaries, passphrase: passphrase, password: password,
      folder: folder)
  }

  /// An ssh-agent that holds the key with the passphrase.
  private func agent(_ secrets: String, _ passphrase: Canary) async throws -> (RunningProcess, String) {
    let socket = "\(secrets)/agent"
    let agent = try RunningProcess(["/usr/bin/ssh-agent", "-D", "-a", socket], environment: [:])
    try #require(await agent.wait(forOutput: "SSH_AUTH_SOCK"))
    try Data(passphrase.text.utf8).write(to: URL(filePath: "\(secrets)/passphrase"))
    try Data("#!/bin/sh\nexec cat '\(secrets)/passphrase'\n".utf8).write(to: URL(filePath: "\(secrets)/askpass"))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: "\(secrets)/askpass")
    try await tool(
      "/usr/bin/ssh-add", ["-q", "\(secrets)/locked"],
      environment: [
        "SSH_AUTH_SOCK": socket, "SSH_ASKPASS": "\(secrets)/askpass", "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0",
      ])
    return (agent, socket)
  }

  private func tool(_ path: String, _ arguments: [String], environment: [String: String] = [:]) async throws {
    let ran = await (try RunningProcess([path] + arguments, environment: environment)).wait()
    try #require(ran.succeeded, "\(ran)")
  }

  // MARK: - The runs

  /// What one start of culvert is to meet.
  private struct Run {
    var key = "locked"
    var port = LocalHost.port
    var become = "none"
    var hasAgent = true
    var config = ""
    /// Whether the line on standard input is sudo's password, and not the passphrase.
    var givesPassword = false
    let verb: [String]
    let status: Int32
  }

  /// Ways that end well and ways that fail, early and late.
  private static let runs: [(step: String, run: Run)] = [
    ("no agent for the encrypted key", Run(hasAgent: false, verb: ["plan"], status: 1)),
    ("a key that is not let in", Run(key: "stranger", hasAgent: false, verb: ["plan"], status: 1)),
    ("a host that does not answer", Run(port: 2299, verb: ["up", "--yes"], status: 5)),
    ("sudo wants a password", Run(become: "sudo", verb: ["up", "--yes"], status: 1)),
    (
      "sudo gets its password",
      Run(become: "sudo", givesPassword: true, verb: ["drift", "--ask-become-pass"], status: 2)
    ),
    ("sudo gets another word", Run(become: "sudo", verb: ["plan", "--verbose", "--ask-become-pass"], status: 1)),
    ("doas refuses", Run(become: "doas", verb: ["plan"], status: 1)),
    ("no pfexec", Run(become: "pfexec", verb: ["drift"], status: 1)),
    ("a proxy that logs in by itself", Run(config: proxy, verb: ["drift"], status: 2)),
    ("a proxy that fails", Run(config: "ProxyCommand false", verb: ["drift"], status: 5)),
    ("a saved plan", Run(verb: ["plan", "--verbose", "-o", "saved.plan"], status: 2)),
    ("keys are shown and recorded", Run(verb: ["trust", "--yes"], status: 0)),
    ("read-only", Run(verb: ["up", "--yes"], status: 3)),
    ("writable", Run(key: "plain", hasAgent: false, verb: ["up", "--yes", "--verbose"], status: 0)),
    ("taken back", Run(verb: ["rollback", "--yes"], status: 0)),
    ("nothing left", Run(verb: ["resume"], status: 0)),
    ("what was", Run(verb: ["history"], status: 0)),
    ("down", Run(verb: ["down", "--yes"], status: 0)),
    ("up again", Run(verb: ["rollback", "--yes"], status: 0)),
  ]

  private static let proxy = """
    ProxyCommand ssh -F %d/.ssh/proxy -o UserKnownHostsFile=%d/.ssh/known_hosts -o BatchMode=yes -W %h:%p \
    -p \(LocalHost.port) \(LocalHost.address)
    """

  /// Starts culvert, gives it the passphrase on its standard input in case it wants to read it, and says what it printed.
  private func start(_ run: Run, json: Bool, _ scene: Scene) async throws -> ProcessOutput {
    let home = scene.host.home
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: URL(filePath: "\(home)/\(name)"))
    }
    let key = "\(scene.host.secrets)/\(run.key)"
    try write(
      """
      culvert: 1
      hosts:
        web1:
          address: \(LocalHost.address)
          ssh: { port: \(run.port), identity: \(key) }
          become: \(run.become)

      """, "culvert.yml")
    try write(run.config.isEmpty ? "" : "Host *\n  \(run.config)\n", ".ssh/config")
    try write("Host *\n  IdentityFile \(key)\n", ".ssh/proxy")
    let agent = run.hasAgent ? ["SSH_AUTH_SOCK": scene.socket] : [:]
    return try await scene.host.run(
      // Without a terminal, so that culvert does not ask whoever runs the tests.
      ["/usr/bin/setsid", "-w", try culvertProgram()] + run.verb + (json ? ["--json"] : []), environment: agent,
      input: (run.givesPassword ? scene.password : scene.passphrase).text + "\n")
  }

  /// Every run, in words and in JSON, with what it printed.
  private func runAll(_ scene: Scene) async throws -> [ProcessOutput] {
    var outputs: [ProcessOutput] = []
    for json in [false, true] {
      for (step, run) in Self.runs {
        if step == "read-only" { try await scene.host.setForwarding(isWritable: false) }
        if step == "writable" { try await scene.host.setForwarding(isWritable: true) }
        let output = try await start(run, json: json, scene)
        #expect(output.status == run.status, "\(step)\(json ? ", in JSON" : ""): \(output)")
        outputs.append(output)
      }
    }
    return outputs
  }

  @Test(.enabled(if: LocalHost.obstacle == nil, "\(LocalHost.obstacle ?? "")"))
  func `keys and passphrases stay where they are, whatever becomes of a run`() async throws {
    let scene = try await scene()
    defer { scene.tearDown() }
    let decoys = decoys(scene)
    let sampler = ProcessSampler(scene.canaries + decoys)
    let outputs = try await runAll(scene)
    let sight = try await sampler.stop()
    print("looked at the processes \(sight.looks) times in \(outputs.count) runs, saw \(sight.programs.count) programs")
    let words = scene.canaries + decoys
    var leaks = Array(sight.leaks)
    for output in outputs { leaks += words.leaks(in: output.stdout + output.stderr, "output") }
    leaks += words.leaks(in: scene.host.log, "log")
    for folder in [scene.host.home, scene.host.host] { leaks += try words.leaks(below: folder) }
    #expect(leaks.filter { leak in scene.canaries.contains { $0.name == leak.canary } } == [])
    // Every place was there, and was looked at.
    let found = Set(leaks.map(\.place))
    let places = ["cmdline", "environ", "output", "log"] + Self.files.map { "the file \(scene.folder.path)/\($0)" }
    for place in places { #expect(found.contains(place), "\(place) was not looked at") }
    #expect(found.contains { $0.contains("/host/state/tx/") }, "\(found)")
  }

  private static let files = ["home/saved.plan", "home/.ssh/known_hosts", "host/sudo.log", "host/state/agent-0.1.0"]

  /// Words that are no secrets and are in each of the places where secrets are looked for.
  private func decoys(_ scene: Scene) -> [Canary] {
    [
      Canary("a word of every run", text: "--yes"), Canary("a variable", text: "CULVERT_STATE_DIR="),
      Canary("a setting", text: "net/ipv4/ip_forward"), Canary("a key's path", text: "\(scene.host.secrets)/stranger"),
      Canary("a login", text: "Accepted publickey for root"), Canary("the host", text: "[\(LocalHost.address)]"),
      Canary("the agent", text: "cv_main"),
    ]
  }
}
