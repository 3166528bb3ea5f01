import HostAgent
import Model
import Testing
import Transport

@testable import Controller

/// A connection that answers every command with the same, and remembers what it was given.
private actor OneAnswer: HostConnection, Connector {
  nonisolated let loginName: String? = "admin"
  private let answer: CommandResult
  private(set) var commands: [RemoteCommand] = []

  init(_ answer: CommandResult) { self.answer = answer }

  func run(_ command: RemoteCommand) async throws(TransportError) -> CommandResult {
    commands.append(command)
    return answer
  }

  func close() async {}

  nonisolated func connect(to host: HostName, access: SSHAccess) async throws(TransportError) -> any HostConnection {
    self
  }
}

@Suite struct BecomeFailureTests {
  private func host(_ become: Become, _ system: OperatingSystem = .linux) throws -> Host {
    Host(
      name: try HostName("web1"), address: try IPAddress("192.0.2.1"), system: system,
      ssh: SSHAccess(address: try SSHAddress("192.0.2.1")), become: become, innerPeer: try IPv4Address("169.254.0.1"))
  }

  /// What a probe fails with, where the host says this.
  private func failure(
    _ become: Become, status: Int32, _ errors: String, output: String = "", password: String? = nil
  ) async throws -> (HostFailure, OneAnswer) {
    let answer = OneAnswer(
      CommandResult(ending: .exited(status), output: Array(output.utf8), errors: Array(errors.utf8)))
    let channel = AgentChannel(
      host: try host(become),
      program: AgentProgram(text: "", trust: "cv_is_trusted() { :; }\n", version: "0"), connector: answer,
      password: password.flatMap { BecomePassword($0) })
    do { _ = try await channel.ask(.probe([])) } catch { return (error, answer) }
    throw CancellationError()
  }

  private static let refusals: [(become: Become, status: Int32, errors: String, text: String)] = [
    (
      .sudo, 1, "sudo: a password is required\n",
      """
      web1: sudo wants a password for 'admin': write 'admin ALL=(root) NOPASSWD: ALL' with \
      'visudo -f /etc/sudoers.d/culvert' on web1, or use --ask-become-pass; sudo said 'sudo: a password is required'
      """
    ),
    (
      .sudo, 1, "admin is not in the sudoers file.\n",
      """
      web1: sudo does not let 'admin' be root: write 'admin ALL=(root) NOPASSWD: ALL' with \
      'visudo -f /etc/sudoers.d/culvert' on web1, or use --ask-become-pass; sudo said 'admin is not in the sudoers file.'
      """
    ),
    (
      .sudo, 127, "sh: sudo: not found\n",
      """
      web1: 'become: sudo' in the inventory, but sudo is not there for this login; sudo said 'sh: sudo: not found'
      """
    ),
    (
      .doas, 1, "doas: Authentication required\n",
      """
      web1: doas does not let 'admin' be root without a password, which it reads from a terminal only: \
      write 'permit nopass admin as root' into doas.conf on web1; doas said 'doas: Authentication required'
      """
    ),
  ]

  @Test(arguments: refusals.indices)
  func `a program that does not make the agent root is told of with the line to write`(index: Int) async throws {
    let refusal = Self.refusals[index]
    // A login may print something before.
    let (failure, _) = try await failure(
      refusal.become, status: refusal.status, refusal.errors, output: "Welcome!\n")
    #expect("\(failure)" == refusal.text)
    #expect(!failure.isUnreachable && !failure.mayHaveRun)
  }

  @Test func `a wrong password is one try, and is nowhere in what is said or asked`() async throws {
    let (failure, answer) = try await failure(.sudo, status: 1, "Sorry, try again.\n", password: "s3cret-w0rd")
    #expect("\(failure)".hasPrefix("web1: sudo did not take the password for 'admin'"))
    let commands = await answer.commands
    #expect(commands.count == 1)
    #expect(commands[0].input == Array("s3cret-w0rd\n".utf8))
    #expect(!commands[0].text.contains("s3cret"))
    for text in ["\(failure)", "\(BecomePassword("s3cret-w0rd")!)", String(reflecting: BecomePassword("s3cret-w0rd")!)]
    {
      #expect(!text.contains("s3cret"))
    }
    #expect(Mirror(reflecting: BecomePassword("s3cret-w0rd")!).children.isEmpty)
  }

  @Test func `a password goes to sudo alone`() async throws {
    for become in [Become.none, .doas, .pfexec] {
      let (_, answer) = try await failure(become, status: 1, "no", password: "s3cret-w0rd")
      for command in await answer.commands {
        #expect(!String(decoding: command.input, as: UTF8.self).contains("s3cret"))
      }
    }
  }

  private func misread(_ sections: [(String, String)], _ system: OperatingSystem) throws -> MisreadHost? {
    let output = ProbeOutput(sections: sections.map { .init(name: $0.0, status: 0, text: $0.1) })
    return MisreadHost(output, of: try HostName("web1"), system, login: "admin")
  }

  @Test func `a host that runs another system than the inventory says is told of`() throws {
    #expect(
      try misread([("host", "Linux"), ("system", "uid 1000")], .freebsd)?.description
        == "web1 runs Linux, the inventory says freebsd: write 'os: linux'")
    #expect(
      try misread([("host", "SunOS")], .linux)?.description
        == "web1 runs SunOS, the inventory says linux: write 'os: solaris'")
    #expect(
      try misread([("host", "Darwin")], .linux)?.description
        == "web1 runs Darwin, the inventory says linux, and culvert does not know that system")
    #expect(try misread([("host", "Linux"), ("system", "uid 0")], .linux) == nil)
    #expect(try misread([], .linux) == nil)
  }

  @Test func `a forgotten become is told of with the line to write`() throws {
    #expect(
      try misread([("host", "Linux"), ("system", "init systemd\nuid 1000")], .linux)?.description
        == "web1: CV001 login: the agent does not run as root ('admin', uid 1000): write 'become: sudo' for web1 in the "
        + "inventory, or log in as root")
    #expect(try misread([("system", "uid 100")], .solaris)?.description.contains("become: pfexec") == true)
  }
}
