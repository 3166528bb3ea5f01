import Foundation

/// A command that was started: its output so far, signals to it, its end.
///
/// It is read by a thread of its own, so nothing here blocks Swift's cooperative threads and no pipe fills up.
package final class RunningProcess: Sendable {
  /// Process id of what was started; commands in a lab are its child, see `commandPID`.
  package let pid: pid_t
  private let state: Locked<State>

  struct State: Sendable {
    var stdin: Int32
    var stdout: [UInt8] = []
    var stderr: [UInt8] = []
    var status: Int32?
    var timedOut = false
    var waiters: [Waiter] = []

    var output: ProcessOutput {
      ProcessOutput(
        status: status ?? -1, stdout: String(decoding: stdout, as: UTF8.self),
        stderr: String(decoding: stderr, as: UTF8.self))
    }

    func satisfies(_ waiter: Waiter) -> Bool {
      status != nil || waiter.condition(self) || waiter.deadline.map { $0 <= .now } ?? false
    }

    func wrote(_ text: String) -> Bool { output.stdout.contains(text) || output.stderr.contains(text) }
  }

  /// Somebody who waits until a condition holds, the process has ended, or it is too late.
  struct Waiter: Sendable {
    let deadline: ContinuousClock.Instant?
    let condition: @Sendable (State) -> Bool
    let continuation: CheckedContinuation<Void, Never>
  }

  /// Starts a command.
  ///
  /// Its standard input is `input`, or `/dev/null`; with `holdInput` it stays open after that until `closeInput()` or the
  /// end of this process. After `timeout` it is killed, and `timedOut` is true.
  init(
    _ arguments: [String], environment: [String: String], input: String? = nil, holdInput: Bool = false,
    newSession: Bool = false, timeout: Duration? = nil
  ) throws {
    let child = try spawn(
      arguments, environment: environment, withInput: input != nil || holdInput, newSession: newSession)
    pid = child.pid
    state = Locked(State(stdin: child.stdin))
    let pump = ProcessPump(
      process: self, child: child, input: Array((input ?? "").utf8), holdInput: holdInput,
      deadline: timeout.map { .now + $0 })
    Thread.detachNewThread { pump.run() }
  }

  /// Output so far, with status -1 while it runs.
  package var output: ProcessOutput { state.withLock { $0.output } }

  /// True until its end was seen.
  package var isRunning: Bool { state.withLock { $0.status == nil } }

  /// True when it was killed because its time was over.
  package var timedOut: Bool { state.withLock { $0.timedOut } }

  /// Process id of the command itself, as seen from outside the lab: what nsenter forked; nil before that and after.
  package var commandPID: pid_t? { state.withLock { $0.status } == nil ? ProcessTable.children(of: pid).first : nil }

  /// Waits for its end; if the task is cancelled it is killed.
  package func wait() async -> ProcessOutput {
    await withTaskCancellationHandler {
      await wait(until: { _ in false }, deadline: nil)
    } onCancel: {
      kill()
    }
    return output
  }

  /// Waits until it has written that text to either stream; false if it ended without or the time is over.
  package func wait(forOutput text: String, timeout: Duration = .seconds(10)) async -> Bool {
    await wait(until: { $0.wrote(text) }, deadline: .now + timeout)
    return state.withLock { $0.wrote(text) }
  }

  /// Waits at most that long for its end; false if it still runs.
  package func wait(timeout: Duration) async -> Bool {
    await wait(until: { _ in false }, deadline: .now + timeout)
    return !isRunning
  }

  private func wait(until condition: @escaping @Sendable (State) -> Bool, deadline: ContinuousClock.Instant?) async {
    await withCheckedContinuation { continuation in
      change { $0.waiters.append(Waiter(deadline: deadline, condition: condition, continuation: continuation)) }
    }
  }

  /// Sends a signal to the command itself, not to the nsenter that started it; waits until there is one.
  package func signal(_ number: Int32) async {
    while isRunning {
      if let target = commandPID {
        Foundation.kill(target, number)
        return
      }
      await wait(until: { _ in false }, deadline: .now + .milliseconds(5))
    }
  }

  /// Asks the command to end: SIGTERM.
  package func terminate() async { await signal(SIGTERM) }

  /// Ends the command and the processes of its group at once: SIGKILL.
  package func kill() {
    state.withLock { if $0.status == nil { _ = Foundation.kill(-pid, SIGKILL) } }
  }

  /// Ends its standard input.
  func closeInput() {
    state.withLock {
      if $0.stdin >= 0 { close($0.stdin) }
      $0.stdin = -1
    }
  }

  /// Changes the state and wakes whom it concerns; also called at intervals by the pump, for the deadlines.
  func change(_ body: (inout State) -> Void) {
    let ready = state.withLock { state in
      body(&state)
      let ready = state.waiters.map(state.satisfies)
      defer { state.waiters = zip(state.waiters, ready).filter { !$1 }.map(\.0) }
      return zip(state.waiters, ready).filter { $1 }.map(\.0)
    }
    ready.forEach { $0.continuation.resume() }
  }
}
