import Foundation

/// The thread behind a `RunningProcess`: feeds its input, reads its output, reaps it.
///
/// The end is the child's exit and the end of both streams; when the child has ended and something it left behind still
/// holds a stream, that is not waited for longer than half a second.
struct ProcessPump: Sendable {
  let process: RunningProcess
  let child: SpawnedChild
  var input: [UInt8]
  let holdInput: Bool
  let deadline: ContinuousClock.Instant?

  private static let grace = Duration.milliseconds(500)

  func run() {
    blockSIGPIPE()
    var open = [child.stdin, child.stdout, child.stderr].filter { $0 >= 0 }
    var pending = input[...]
    var exit: (status: Int32, at: ContinuousClock.Instant)?
    if pending.isEmpty { endInput(&open) }
    while exit.map({ open.contains(where: { $0 != child.stdin }) && .now < $0.at + Self.grace }) ?? true {
      for descriptor in ready(open, patience: open.isEmpty ? 5 : 50) {
        if descriptor == child.stdin { feed(&pending, &open) } else { drain(descriptor, &open) }
      }
      if exit == nil, let status = reap() { exit = (status, .now) }
      checkDeadline(exited: exit != nil)
    }
    finish(exit?.status ?? -1, open)
  }

  /// Descriptors on which something can be done now.
  private func ready(_ open: [Int32], patience: Int32) -> [Int32] {
    var polls = open.map { pollfd(fd: $0, events: Int16($0 == child.stdin ? POLLOUT : POLLIN), revents: 0) }
    guard poll(&polls, nfds_t(polls.count), patience) > 0 else { return [] }
    return polls.filter { $0.revents != 0 }.map(\.fd)
  }

  private func feed(_ pending: inout ArraySlice<UInt8>, _ open: inout [Int32]) {
    let count = pending.withUnsafeBytes { write(child.stdin, $0.baseAddress, min($0.count, 4096)) }
    if count > 0 { pending = pending.dropFirst(count) }
    if count < 0 || pending.isEmpty { endInput(&open) }
  }

  private func endInput(_ open: inout [Int32]) {
    open.removeAll { $0 == child.stdin }
    if !holdInput { process.closeInput() }
  }

  private func drain(_ descriptor: Int32, _ open: inout [Int32]) {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return open.removeAll { $0 == descriptor } }
    process.change { state in
      if descriptor == child.stdout { state.stdout += buffer[..<count] } else { state.stderr += buffer[..<count] }
    }
  }

  /// The status of the ended child, which stays a zombie until `finish` so that its id is not used again.
  private func reap() -> Int32? {
    var info = siginfo_t()
    guard waitid(P_PID, id_t(child.pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0, info.si_signo == SIGCHLD else {
      return nil
    }
    let value = info._sifields._sigchld.si_status
    return info.si_code == Int32(CLD_EXITED) ? value : 128 + value
  }

  private func checkDeadline(exited: Bool) {
    let late = !exited && (deadline.map { $0 <= .now } ?? false)
    process.change { if late { $0.timedOut = true } }
    if late { process.kill() }
  }

  private func finish(_ status: Int32, _ open: [Int32]) {
    process.closeInput()
    process.change { state in
      waitpid(child.pid, nil, 0)
      state.status = status
    }
    close(child.stdout)
    close(child.stderr)
  }

  /// A child that closed its input must cost us an error, not our life.
  private func blockSIGPIPE() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}
