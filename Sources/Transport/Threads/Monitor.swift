import Glibc

/// A value behind a lock, with a way to wait for a change of it.
///
/// Not `Synchronization.Mutex`, which ThreadSanitizer does not see on Linux (SSH.md §5.6).
///
/// `@unchecked Sendable`: `value` is read and written only between lock and unlock of `mutex`, and the mutex and the
/// condition stay at one address from `init` to `deinit`.
final class Monitor<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    mutex.initialize(to: pthread_mutex_t())
    changed.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  /// Works on the value alone, and wakes whoever waits for a change.
  func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
    try withLock(when: { _ in true }, body)
  }

  /// Waits until the value is ready, then works on it alone.
  func withLock<Result, Failure: Error>(
    when isReady: (Value) -> Bool, _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    while !isReady(value) { pthread_cond_wait(changed, mutex) }
    return try body(&value)
  }
}
