import Foundation
import HostAgent
import Model
import Templates
import TestSupport
import Testing

/// A folder that stands for a host: the real agent works in it, under a shell of choice.
final class AgentHost {
  let shell: Shell
  let folder: URL
  /// The one whose folder this is, if it is another's.
  private let owner: AgentHost?

  init(_ shell: Shell) throws {
    owner = nil
    self.shell = shell
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-host-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try write("boot-id", "boot-1\n")
    try write("uptime", "1000\n")
  }

  /// The same host, on which another shell is at work too.
  init(_ shell: Shell, sharing other: AgentHost) throws {
    self.shell = shell
    folder = other.folder
    owner = other
  }

  deinit { if owner == nil { try? FileManager.default.removeItem(at: folder) } }

  var stateFolder: String { path("state") }

  func path(_ name: String) -> String { folder.appending(path: name).path }

  func hostPath(_ name: String) throws -> HostPath { try HostPath(path(name)) }

  func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

  func write(_ name: String, _ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path(name))) }

  func bytes(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: path(name)).map(Array.init) }

  func text(_ name: String) -> String? { bytes(name).map { String(decoding: $0, as: UTF8.self) } }

  func reboot() throws { try write("boot-id", "boot-\(UUID().uuidString)\n") }

  /// Lets every deadline that is not a minute away pass.
  func letDeadlinePass() throws { try set(uptime: 1060) }

  /// Seconds since the host's start; it was 1000 at first.
  func set(uptime: Int) throws { try write("uptime", "\(uptime)\n") }

  // MARK: - The agent

  static func program() throws -> AgentProgram {
    let system = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "test-system.sh")
    return try program(system: try String(contentsOf: system, encoding: .utf8))
  }

  /// Whoever owns the files of a test, they are root's but for those that it says are somebody else's.
  private static let owners = """
    cv_owners() {
      if [ -e "$CULVERT_STATE_DIR/../owners" ]; then cat "$CULVERT_STATE_DIR/../owners"; else echo "drwx------ 2 0 0 /"; fi
    }

    """

  /// The agent with this part for the system.
  static func program(system: String) throws -> AgentProgram {
    let linux = try Renderer().agent(for: .linux)
    let text = AgentText(trust: linux.trust + owners, core: linux.core, system: .init(look: system, change: ""))
    return AgentProgram(text: text.whole, look: text.look, trust: text.trust, version: "test")
  }

  var environment: [String: String] {
    [
      "CULVERT_STATE_DIR": stateFolder, "CULVERT_SHELL": shell.words.joined(separator: " "), "HOME": "/",
      "LANG": "de_DE.UTF-8",
    ]
  }

  /// `program` is the agent that it is asked of; nil for that with this test's own part for the system.
  func start(_ question: AgentQuestion, program: AgentProgram? = nil, nonce: Nonce = .random()) throws -> Running {
    let script = try AgentScript(question, program: program ?? Self.program(), nonce: nonce)
    return try Running(
      relay + shell.words + AgentProgram.scriptArguments, input: script.bytes, environment: environment)
  }

  /// What is printed goes to a file of the test's; where the disk is full, it takes a process that does not know of it.
  private var relay: [String] { text("full") == nil ? [] : ["/bin/sh", "-c", "\"$@\" | cat", "sh"] }

  func answer(_ question: AgentQuestion, program: AgentProgram? = nil) throws -> AgentAnswer {
    let nonce = Nonce.random()
    let ran = try start(question, program: program, nonce: nonce).finish()
    do { return try AgentAnswer(ran.bytes, errors: Array(ran.errors.utf8), nonce: nonce) } catch {
      Issue.record("\(error)\nstdout: \(ran.output)\nstderr: \(ran.errors)")
      throw error
    }
  }

  func ask<Reply>(_ request: AgentRequest<Reply>, program: AgentProgram? = nil) throws -> Reply {
    try request.read(answer(request.question, program: program))
  }

  func stage(_ order: TransactionOrder) throws -> VerbReply { try ask(.stage(order, timeout: .zero)) }

  func apply(_ id: TransactionID, _ phase: Phase = .build, deadline: Int = 1) throws -> VerbReply {
    try ask(.apply(id, phase, deadline: deadline, timeout: .zero))
  }

  func renew(_ id: TransactionID, deadline: Int = 1) throws -> VerbReply {
    try ask(.renew(id, deadline: deadline, timeout: .zero))
  }

  func confirm(_ id: TransactionID) throws -> VerbReply { try ask(.confirm(id, timeout: .zero)) }

  func revert(_ id: TransactionID) throws -> VerbReply { try ask(.revert(id, reason: "test")) }

  /// The text of the lock.
  var lockHolder: String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path("state/lock")) }

  /// Writes down that a transaction was taken back, in less time than it takes; its watchdog reads that and ends.
  func pretendReverted(_ id: TransactionID) throws { try write("state/tx/\(id)/state", "reverted\n") }

  /// Begins to settle a transaction.
  func startSettle(_ id: TransactionID) throws -> Running { try start(.settle(id)) }

  /// Begins to take a transaction back.
  func startRevert(_ id: TransactionID) throws -> Running { try start(.revert(id, reason: "test")) }

  func settle(_ id: TransactionID) throws -> TransactionStatus { try #require(try ask(.settle(id))) }

  func status(_ id: TransactionID) throws -> TransactionStatus { try #require(try ask(.status(id))) }

  func report() throws -> HostReport { try ask(.probe([])) }

  func list() throws -> [TransactionRecord] { try ask(.list) }

  /// Has a thing set for a while; what there is to be seen of it is its text.
  func hold(_ name: String, _ id: TransactionID, seconds: Int, doing command: Command? = nil) throws -> HeldReply {
    let thing = path(name)
    let work = HeldWork(
      forward: [command ?? Command("set_thing", thing, "held")], look: Command("look_thing", thing),
      backward: [Command("remove_thing", thing)])
    return try ask(.hold(work, id, seconds: seconds))
  }

  func release(_ id: TransactionID) throws -> HeldReply { try ask(.release(id)) }

  /// Waits until the transaction has reached a state from which nothing more happens.
  func waitUntilSettled(_ id: TransactionID, seconds: Int = 30) async throws -> TransactionState {
    let end = ContinuousClock.now.advanced(by: .seconds(seconds))
    while ContinuousClock.now < end {
      let state = try status(id).state
      if state.isSettled { return state }
      try await Task.sleep(for: .milliseconds(200))
    }
    return try status(id).state
  }

  // MARK: - Steps

  /// Sets a thing (a file of the folder) to a text; `was` is what its undo sets, or nil for a thing that was not there.
  func set(_ name: String, to text: String, was: String? = nil, phase: Phase? = .build) -> Step {
    step(name, Command("set_thing", path(name), text), was, phase: phase)
  }

  func step(_ name: String, _ forward: Command, _ was: String? = nil, phase: Phase? = .build) -> Step {
    let undo = was.map { Command("set_thing", path(name), $0) } ?? Command("remove_thing", path(name))
    return Step(
      title: "set \(name)", phase: phase, look: Command("look_thing", path(name)), forward: forward, backward: [undo])
  }

  /// The host's time stands still until the test sets it, so the shortest deadline passes when the test says so, and not
  /// before; the watchdog looks the oftener for it.
  func order(
    _ steps: [Step], files: [TransactionOrder.FileOrder] = [], ownership: Ownership? = nil, deadline: Int = 1
  ) -> TransactionOrder {
    TransactionOrder(
      id: .random(), owner: "tester@here", created: 1_700_000_000, deadline: deadline, part: .builds,
      steps: steps, files: files, ownership: ownership, probeArguments: files.map { "file:\($0.path)" })
  }
}
