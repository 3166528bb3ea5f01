import Foundation

extension Lab {
  /// Runs a program where the controller is: in the router's namespace, from where every guest's ssh is reached.
  ///
  /// It has this process's environment, the lab's variables (see `environment`) and the given ones; its home is in the
  /// lab, and that is its working directory too if none is given. Any exit status is an answer; only `timeout` is an
  /// error, and then it was killed.
  package func controller(
    _ arguments: [String], environment: [String: String] = [:], workingDirectory: String? = nil, input: String? = nil,
    timeout: Duration = .seconds(120)
  ) async throws -> ProcessOutput {
    try await run(
      controllerCommand(arguments, workingDirectory: workingDirectory ?? LabFiles.home), environment: environment,
      input: input, timeout: timeout)
  }

  /// Runs a program where the client is, which reaches the VIP and everybody else.
  ///
  /// Of errors see `controller`.
  package func client(
    _ arguments: [String], input: String? = nil, timeout: Duration = .seconds(60)
  ) async throws -> ProcessOutput {
    try await run(clientCommand(arguments), input: input, timeout: timeout)
  }

  /// Starts a program where the controller is and does not wait.
  package func startController(
    _ arguments: [String], environment: [String: String] = [:], workingDirectory: String? = nil
  ) throws -> RunningProcess {
    try start(controllerCommand(arguments, workingDirectory: workingDirectory ?? LabFiles.home), environment)
  }

  /// Starts a program where the client is and does not wait.
  package func startClient(_ arguments: [String]) throws -> RunningProcess { try start(clientCommand(arguments)) }

  /// Starts a command in a guest over ssh and does not wait.
  package func startExec(_ host: String, _ command: String) throws -> RunningProcess {
    try start(controllerCommand(sshCommand(spec.guest(host).name) + [command]))
  }

  /// The arguments, from outside, of a command where the controller is.
  ///
  /// It is a process of the lab, so it ends with the lab.
  package func controllerCommand(_ arguments: [String], workingDirectory: String = "/") -> [String] {
    ["/usr/bin/nsenter", "-t", String(supervisor), "-n", "-m", "-p", "--", "env", "-C", workingDirectory] + arguments
  }

  /// The arguments, from outside, of a command where the client is.
  package func clientCommand(_ arguments: [String]) -> [String] {
    ["/usr/bin/nsenter", "-t", String(supervisor), "-n", "-m", "-p", "--", "ip", "netns", "exec", "client"] + arguments
  }

  /// The arguments, where the controller is, of ssh into a guest: over the lab's standing connection to it, which saves
  /// a login of half a second, or over one of its own where there is none.
  package func sshCommand(_ host: String) -> [String] { ssh(["-o", "ControlMaster=no", host]) }

  /// Makes the standing connection to a guest that has been started anew.
  ///
  /// Nothing of it is left when the lab ends; it is no login of culvert's, which makes its own.
  func connect(_ host: String) async throws {
    let leave = ssh(["-O", "exit", host])
    let enter = ssh(["-o", "ControlMaster=yes", "-o", "ServerAliveInterval=1", "-f", "-N", host])
    let script = "exec </dev/null >/dev/null 2>&1; \(leave.joined(separator: " ")); \(enter.joined(separator: " "))"
    _ = try await run(controllerCommand(["sh", "-c", script]), timeout: .seconds(20))
  }

  private func ssh(_ arguments: [String]) -> [String] {
    ["ssh", "-F", LabFiles.sshConfig, "-o", "ControlPath=\(LabFiles.root)/ssh-%n"] + arguments
  }

  private func start(_ arguments: [String], _ more: [String: String] = [:]) throws -> RunningProcess {
    try RunningProcess(arguments, environment: processEnvironment.merging(more) { $1 })
  }

  func run(
    _ arguments: [String], environment more: [String: String] = [:], input: String? = nil, timeout: Duration
  ) async throws -> ProcessOutput {
    let process = try RunningProcess(
      arguments, environment: processEnvironment.merging(more) { $1 }, input: input, timeout: timeout)
    let output = await process.wait()
    try Task.checkCancellation()
    guard !process.timedOut else {
      let command = arguments.drop { $0 != "--" }.dropFirst().joined(separator: " ")
      throw LabError.timedOut(command: command, seconds: Int(timeout.components.seconds), output: output)
    }
    return output
  }
}
