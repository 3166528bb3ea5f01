import Foundation
import HostAgent
import Model
import Templates
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// The agent runs shell text from its state directory as root: nobody else may be able to write there.
@Suite struct AgentTrustTests {
  private static let reason = "/var/lib/culvert: owner is uid 1000, not root"

  @Test("in a state directory that is somebody else's nothing is read, run or written", arguments: shells)
  func refused(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let forged = host.order([host.set("a", to: "new")])
    _ = try host.stage(forged)
    let steps = "state/tx/\(forged.id)/steps"
    try host.write(steps, (host.text(steps) ?? "") + "touch '\(host.path("run-as-root"))'\n")
    try host.write("owners", "drwx------ 2 0 0 /\ndrwxr-xr-x 2 1000 1000 64 Nov 28 2026 /var/lib/culvert\n")
    let before = try FileManager.default.subpathsOfDirectory(atPath: host.stateFolder).sorted()
    let questions: [AgentQuestion] = [
      .probe([]), .list, .settle(forged.id), .apply(forged.id, .build, deadline: 60),
      .revert(forged.id, reason: "test"),
      .confirm(forged.id), .purge, .stage(host.order([host.set("b", to: "new")])),
      .hold(HeldWork(forward: [Command("true")], look: Command("true"), backward: []), .random(), seconds: 5),
    ]
    for question in questions { #expect(try host.answer(question).distrust == Self.reason) }
    #expect(host.text("run-as-root") == nil)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: host.stateFolder).sorted() == before)
    try FileManager.default.removeItem(atPath: host.path("owners"))
    _ = try host.revert(forged.id)
  }

  @Test("a look at a host that has none yet asks for no owners", arguments: shells)
  func nothingThere(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("owners", "drwxrwxrwx 2 1000 1000 /\n")
    #expect(try host.answer(.list).distrust == nil)
  }

  /// What ls(1) prints of folders on the way: whose they are, who can write there, and what says nothing.
  @Test("what makes a way unsafe", arguments: shells)
  func ways(_ shell: Shell) throws {
    let fine = "drwxr-xr-x 14 0 0 4096 Nov 30 11:24 /"
    let cases: [(line: String, reason: String)] = [
      ("drwxr-xr-x 14 0 3 512 Nov 30 2025 /var", ""), ("lrwxrwxrwx 1 0 0 9 Nov 30 11:24 /var/lib", ""),
      ("drwxr-xr-x. 14 0 0 4096 Nov 30 11:24 /var", ""),
      ("drwxr-xr-x 14 65534 0 4096 Nov 30 11:24 /var", "/var: owner is uid 65534, not root"),
      ("drwxrwxr-x 14 0 50 4096 Nov 30 11:24 /var/lib", "/var/lib: writable for others (drwxrwxr-x)"),
      ("drwxr-xrwx 14 0 0 4096 Nov 30 11:24 /var", "/var: writable for others (drwxr-xrwx)"),
      ("drwxrwxrwt 14 0 0 4096 Nov 30 11:24 /tmp", "/tmp: writable for others (drwxrwxrwt)"),
      ("drwxrwxr-x+ 14 0 0 4096 Nov 30 11:24 /var", "/var: writable for others (drwxrwxr-x+)"),
      ("lrwxrwxrwx 1 1000 0 9 Nov 30 11:24 /var/lib", "/var/lib: owner is uid 1000, not root"),
      ("-rw-rw-rw- 1 0 0 9 Nov 30 11:24 /x/tx/7f3a/steps", "/x/tx/7f3a/steps: writable for others (-rw-rw-rw-)"),
    ]
    for (line, reason) in cases {
      #expect(try stranger("\(fine)\n\(line)", shell) == reason, "\(line)")
    }
    #expect(try stranger("", shell) == "cannot tell owners: ls -ldn prints nothing")
  }

  private func stranger(_ listing: String, _ shell: Shell) throws -> String {
    let trust = String(decoding: try Renderer().file(TemplateName("agent/trust.sh")), as: UTF8.self)
    let script = "\(trust)\ncv_listed='\(listing)'\ncv_find_stranger\nprintf '%s\\n' \"$cv_distrusted\"\n"
    return try run(
      shell.words + AgentProgram.scriptArguments, input: Array(script.utf8), environment: ["PATH": "/usr/bin:/bin"]
    ).output.trimmingCharacters(in: .newlines)
  }

  /// A link to a link in a folder of somebody else's, one that goes up, one that leads round in a circle.
  @Test("each folder and link on the way is looked at", arguments: shells)
  func links(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    for folder in ["root/real", "alice", "root/a"] {
      try FileManager.default.createDirectory(atPath: host.path(folder), withIntermediateDirectories: true)
    }
    func link(_ name: String, _ target: String) throws {
      try FileManager.default.createSymbolicLink(atPath: host.path(name), withDestinationPath: target)
    }
    try link("root/state", host.path("alice/step"))
    try link("alice/step", "../root/real")
    try link("root/loop", "loop")
    #expect(try passed("root/state", host, shell).isSuperset(of: ["/", host.path("alice"), host.path("root/real")]))
    #expect(try passed("root/a/../state", host, shell).contains(host.path("alice")))
    #expect(try passed("root/none/x", host, shell).contains(host.path("root")))
    #expect(try passed("root/loop", host, shell) == ["\(host.path("root/loop")): cannot follow this symbolic link"])
  }

  /// The paths of which the owners are asked for, or what is said instead.
  private func passed(_ name: String, _ host: AgentHost, _ shell: Shell) throws -> Set<String> {
    let trust = String(decoding: try Renderer().file(TemplateName("agent/trust.sh")), as: UTF8.self)
    let script = """
      \(trust)
      cv_owners() { printf '%s\\n' "$@" >'\(host.path("asked"))'; echo 'drwx------ 2 0 0 /'; }
      if cv_is_trusted '\(host.path(name))'; then cat '\(host.path("asked"))'; else echo "$cv_distrusted"; fi
      """
    let text = try run(
      shell.words + AgentProgram.scriptArguments, input: Array(script.utf8), environment: ["PATH": "/usr/bin:/bin"]
    ).output
    return Set(text.split(separator: "\n").map(String.init))
  }
}
