import Foundation
import Testing

@testable import Lab

/// What becomes of a secret that somebody has written where culvert wants none.
///
/// culvert knows no passwords: the inventory has no key for one, and whoever writes one all the same is told so without
/// its value. A ProxyCommand is the operator's own: it is started with the arguments that it has, which all users of the
/// machine can see, as ssh(1) does; culvert does not repeat them.
@Suite struct MisplacedSecretsTests {
  private let canary = Canary("password")

  /// Runs culvert on an inventory with this host, in words and in JSON.
  private func run(_ verb: String, _ host: String, config: String = "") async throws -> [ProcessOutput] {
    let folder = FileManager.default.temporaryDirectory.appending(component: "culvert-misplaced-\(UUID())")
    try FileManager.default.createDirectory(
      at: folder.appending(component: ".ssh"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("culvert: 1\nhosts:\n  web1:\n    address: 192.0.2.1\n    \(host)\n".utf8)
      .write(to: folder.appending(component: "culvert.yml"))
    try Data(config.utf8).write(to: folder.appending(path: ".ssh/config"))
    var outputs: [ProcessOutput] = []
    for option in [[], ["--json"]] {
      let command = ["/usr/bin/env", "-C", folder.path, "HOME=\(folder.path)", try culvertProgram(), verb] + option
      outputs.append(await (try RunningProcess(command, environment: ["PATH": "/usr/bin:/bin"])).wait())
    }
    return outputs
  }

  @Test(arguments: [
    "become_password: WORD", "password: 'WORD'", "ssh: { password: WORD }", "ssh: { passphrase: \"WORD\" }",
    "ssh: { identity: ~/.ssh/id, identity_passphrase: WORD }", "ssh: { options: [ 'ProxyCommand x WORD' ] }",
    "become: { method: sudo, password: WORD }", "become: [ sudo, WORD ]", "ssh: [ WORD ]",
    "ssh: &secret { password: WORD }",
    "ssh: { password: WORD", "ssh: { password: \"WORD }",
  ])
  func `a password in the inventory is refused and not repeated`(_ text: String) async throws {
    for output in try await run("check", text.replacing("WORD", with: canary.text)) {
      #expect(output.status == 1, "\(output)")
      #expect((output.stdout + output.stderr).contains("culvert.yml"), "\(output)")
      #expect([canary].leaks(in: output.stdout + output.stderr, text) == [])
    }
  }

  @Test(arguments: [
    "ProxyCommand sh -c 'exit 1' WORD", "ProxyCommand /nowhere/proxy --token=WORD",
  ])
  func `the words of a ProxyCommand that fails are not repeated`(_ text: String) async throws {
    let config = "Host *\n  \(text.replacing("WORD", with: canary.text))\n"
    for output in try await run("plan", "ssh: { user: nobody }", config: config) {
      #expect(output.status == 5, "\(output)")
      #expect((output.stdout + output.stderr).contains("ProxyCommand"), "\(output)")
      #expect([canary].leaks(in: output.stdout + output.stderr, text) == [], "\(output)")
    }
  }
}
