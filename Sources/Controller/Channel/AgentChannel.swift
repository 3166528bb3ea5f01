import HostAgent
import Model
import Transport

/// A host's agent over SSH: one connection, opened when it is first needed and kept until `disconnect`.
package actor AgentChannel: HostChannel {
  private let host: HostName
  private let access: SSHAccess
  private let shell: Command
  private let become: Become
  private let system: OperatingSystem
  /// For a sudo that wants one.
  private let password: BecomePassword?
  private let program: AgentProgram
  private let connector: any Connector
  private var connection: (any HostConnection)?
  private var isPasswordChecked = false
  /// Connections that others took the place of while something may have been asked over them.
  private var former: [any HostConnection] = []

  /// The password is used where the host becomes root by sudo.
  package init(
    host: Host, program: AgentProgram, connector: any Connector, password: BecomePassword? = nil
  ) {
    self.host = host.name
    access = host.ssh
    become = host.become
    system = host.system
    self.password = host.become == .sudo ? password : nil
    shell = self.password == nil ? AgentProgram.shellCommand(become: host.become) : AgentProgram.passwordCommand
    self.program = program
    self.connector = connector
  }

  package func probe(_ arguments: [String]) async throws(HostFailure) -> HostReport {
    let answer = try await ask(.probe(arguments, program: program, nonce: .random()))
    do throws(ProbeError) { return try HostReport(answer.output) } catch {
      let misread = MisreadHost(answer.output, of: host, system, login: connection?.loginName)
      throw misread.map { .misread($0) } ?? .answer(host, error)
    }
  }

  package func stage(_ order: TransactionOrder, timeout: Duration) async throws(HostFailure) -> VerbReply {
    let script: AgentScript
    do { script = try .stage(order, program: program, nonce: .random()) } catch { throw .order(host, error) }
    return try await reply(script, timeout: timeout)
  }

  package func apply(
    _ id: TransactionID, _ phase: Phase, deadline: Int, timeout: Duration
  ) async throws(HostFailure) -> VerbReply {
    try await reply(.apply(id, phase: phase, deadline: deadline, program: program, nonce: .random()), timeout: timeout)
  }

  package func renew(
    _ id: TransactionID, deadline: Int, timeout: Duration
  ) async throws(HostFailure) -> VerbReply {
    try await reply(.renew(id, deadline: deadline, program: program, nonce: .random()), timeout: timeout)
  }

  package func confirm(_ id: TransactionID, timeout: Duration) async throws(HostFailure) -> VerbReply {
    try await reply(.confirm(id, program: program, nonce: .random()), timeout: timeout)
  }

  package func revert(_ id: TransactionID, reason: String) async throws(HostFailure) -> VerbReply {
    try await reply(.revert(id, reason: reason, program: program, nonce: .random()), timeout: .seconds(120))
  }

  package func status(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    try await transactionStatus(.status(id, program: program, nonce: .random()))
  }

  package func reach(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    let fresh: any HostConnection
    do throws(TransportError) {
      fresh = try await connector.connect(to: host, access: access)
    } catch { throw .transport(error) }
    if let connection { former.append(connection) }
    connection = fresh
    return try await status(id)
  }

  package func settle(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    try await transactionStatus(.settle(id, program: program, nonce: .random()))
  }

  package func list() async throws(HostFailure) -> [TransactionRecord] {
    try read(try await ask(.list(program: program, nonce: .random())), TransactionRecord.list)
  }

  package func show(_ id: TransactionID) async throws(HostFailure) -> KeptTransaction {
    let answer = try await ask(.show(id, program: program, nonce: .random()))
    return try read(answer) { answer throws(ProbeError) in try KeptTransaction(answer) }
  }

  package func connections(_ arguments: [String]) async throws(HostFailure) -> [ConnectionCount] {
    try read(try await ask(.connections(arguments, program: program, nonce: .random())), ConnectionCount.list)
  }

  package func hold(
    _ work: HeldWork, _ id: TransactionID, seconds: Int
  ) async throws(HostFailure) -> HeldReply {
    try await heldReply(.hold(work, id, seconds: seconds, program: program, nonce: .random()))
  }

  package func release(_ id: TransactionID) async throws(HostFailure) -> HeldReply {
    try await heldReply(.release(id, program: program, nonce: .random()))
  }

  package func evidence(_ arguments: [String]) async throws(HostFailure) -> ProbeOutput {
    try await ask(.evidence(arguments, program: program, nonce: .random())).output
  }

  /// By its SSH server, which needs nothing else there: `ssh -W`.
  package func connect(to end: Endpoint, patience: Duration) async throws(HostFailure) -> Attempt {
    do throws(TransportError) {
      let forwarded = try await open().forward(
        to: end.address.text, port: Int(end.port.number), timeout: patience)
      switch forwarded {
      case .accepted: return Attempt(.answered(bytes: 0))
      case .failed(let reason):
        return Attempt(reason.lowercased().contains("refused") ? .refused : .unreachable(visible(reason)))
      case .prohibited(let reason):
        return .prevented(
          "the SSH server of \(host) does not forward TCP for this user (\(visible(reason))): allow it there "
            + "(sshd_config: AllowTcpForwarding local, PermitOpen; authorized_keys: no 'restrict' or 'no-port-forwarding'), "
            + "or run culvert on \(host)")
      }
    } catch {
      await disconnect()
      if case .timedOut(.command, _) = error.kind { return Attempt(.silent) }
      throw .transport(error)
    }
  }

  package func traces(_ terms: [String]) async throws(HostFailure) -> HostTraces {
    try read(try await ask(.traces(terms, program: program, nonce: .random()))) { answer throws(ProbeError) in
      try HostTraces(answer.output)
    }
  }

  package func purge() async throws(HostFailure) -> VerbReply {
    try await reply(.purge(program: program, nonce: .random()))
  }

  package func disconnect() async {
    let connections = former + (connection.map { [$0] } ?? [])
    (former, connection) = ([], nil)
    for connection in connections { await connection.close() }
  }

  // MARK: - One question

  private func reply(
    _ script: AgentScript, timeout: Duration = .seconds(60)
  ) async throws(HostFailure) -> VerbReply {
    try read(try await ask(script, timeout: timeout)) { answer throws(ProbeError) in try VerbReply(answer) }
  }

  private func heldReply(_ script: AgentScript) async throws(HostFailure) -> HeldReply {
    try read(try await ask(script)) { answer throws(ProbeError) in try HeldReply(answer) }
  }

  private func transactionStatus(_ script: AgentScript) async throws(HostFailure) -> TransactionStatus? {
    let answer = try await ask(script, timeout: .seconds(120))
    guard let section = answer.output.sections.first(where: { $0.name == "pending" }) else { return nil }
    return try read(answer) { _ throws(ProbeError) in try TransactionStatus(section.text, section: section.name) }
  }

  private func ask(_ script: AgentScript, timeout: Duration = .seconds(60)) async throws(HostFailure) -> AgentAnswer {
    try await checkPassword()
    let input = password.map { AgentProgram.input($0, script) } ?? script.bytes
    let command = RemoteCommand(shell.shellText, input: input, timeout: timeout)
    let result: CommandResult
    do throws(TransportError) {
      result = try await open().run(command)
    } catch {
      await disconnect()
      throw .transport(error)
    }
    let answer: AgentAnswer
    do { answer = try AgentAnswer(result.output, errors: result.errors, nonce: script.nonce) } catch {
      if case .absent = error,
        let failure = BecomeFailure(host, become, connection, result, hadPassword: password != nil)
      {
        throw .become(failure)
      }
      throw .agent(host, error, errors: String(decoding: result.errors.prefix(500), as: UTF8.self))
    }
    if let reason = answer.distrust { throw .untrusted(host, reason: reason) }
    return answer
  }

  /// Has sudo look at the password, once for the host: a wrong one is then one failed try there, and not three.
  private func checkPassword() async throws(HostFailure) {
    guard let password, !isPasswordChecked else { return }
    let command = RemoteCommand(
      AgentProgram.passwordCheck.shellText, input: password.line, timeout: .seconds(60))
    let result: CommandResult
    do throws(TransportError) { result = try await open().run(command) } catch {
      await disconnect()
      throw .transport(TransportError(host: error.host, kind: error.kind))
    }
    if let failure = BecomeFailure(host, become, connection, result, hadPassword: true) { throw .become(failure) }
    isPasswordChecked = true
  }

  private func open() async throws(TransportError) -> any HostConnection {
    if let connection { return connection }
    let opened = try await connector.connect(to: host, access: access)
    connection = opened
    return opened
  }

  private func read<Value>(
    _ answer: AgentAnswer, _ parse: (AgentAnswer) throws(ProbeError) -> Value
  ) throws(HostFailure) -> Value {
    do { return try parse(answer) } catch { throw .answer(host, error) }
  }
}
