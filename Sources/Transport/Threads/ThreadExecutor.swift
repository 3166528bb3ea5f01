import Glibc

/// An executor with a thread of its own, so that an actor may block in libssh without holding up anybody else.
final class ThreadExecutor: SerialExecutor {
  private struct State: Sendable {
    var jobs: [UnownedJob] = []
    var isStopped = false
    var thread: pthread_t?
  }

  private let state = Monitor(State())

  /// Starts the thread; it lasts until `stop`.
  init() throws(SystemError) {
    try startThread { [self] in work() }
  }

  /// Lets the thread end once its queue is empty; safe on the thread itself, as in the `deinit` of its actor.
  func stop() { state.withLock { $0.isStopped = true } }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
  }

  /// Catches code that is on the wrong thread although the compiler believed it isolated (SSH.md §5.4).
  func checkIsolated() {
    let isHere = state.withLock { state in state.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    precondition(isHere, "not on the thread of this connection")
  }

  private func work() {
    state.withLock { $0.thread = pthread_self() }
    while true {
      let jobs = state.withLock(when: { !$0.jobs.isEmpty || $0.isStopped }) { state in
        defer { state.jobs = [] }
        return state.jobs
      }
      if jobs.isEmpty { return }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
  }
}
