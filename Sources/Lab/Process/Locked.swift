import Foundation

/// A value behind a lock.
///
/// Not `Synchronization.Mutex`: whoever has to wait for that waits inside the standard library, where ThreadSanitizer does
/// not look, and so it takes the next one's access for a race (Linux, Swift 6.3).
///
/// `@unchecked Sendable`: `value` is read and written only between lock and unlock of `mutex`, and the mutex stays at one
/// address from `init` to `deinit`.
final class Locked<Value: Sendable>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Works on the value alone.
  func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
