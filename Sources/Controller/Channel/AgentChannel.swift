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

  package func ask<Reply>(_ request: AgentRequest<Reply>) async throws(HostFailure) -> Reply {
    let script: AgentScript
    do { script = try AgentScript(request.question, program: program, nonce: .random()) } catch {
      throw .order(host, error)
    }
    let answer = try await answer(to: script, timeout: request.timeout)
    do { return try request.read(answer) } catch {
      if case .probe = request.question {
        let misread = MisreadHost(answer.output, of: host, system, login: connection?.loginName)
        throw misread.map { .misread($0) } ?? .answer(host, error)
      }
      throw .answer(host, error)
    }
  }

  package func reach(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus? {
    let fresh: any HostConnection
    do throws(TransportError) {
      fresh = try await connector.connect(to: host, access: access)
    } catch { throw .transport(error) }
    if let connection { former.append(connection) }
    connection = fresh
    return try await ask(.status(id))
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

  package func disconnect() async {
    let connections = former + (connection.map { [$0] } ?? [])
    (former, connection) = ([], nil)
    for connection in connections { await connection.close() }
  }

  // MARK: - One question

  private func answer(to script: AgentScript, timeout: Duration) async throws(HostFailure) -> AgentAnswer {
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
}
