import Glibc

/// The sockets that one connection waits on, which any thread may cut.
///
/// All that a connection does blocks on its own thread, and only on sockets that are here. Cutting the line is
/// shutdown(2) of them all: every wait on them ends at once, also a connect(2) that is still under way, and what was
/// waiting finds that nothing comes any more. So there is one way to break off, for a cancelled task and for a time-out.
///
/// libssh works on duplicates of the descriptors. It closes a descriptor by itself when the socket fails, and the number
/// may then be another connection's socket; what is here is closed by `close` alone, so a cut never hits a stranger.
final class Line: Sendable {
  /// Why the line was cut.
  enum Cut: Sendable { case cancelled, timedOut }

  private struct State: Sendable {
    var sockets: Set<Int32> = []
    var cut: Cut?
    /// The number of the watch that is open, if one is.
    var watch: Int?
    var watches = 0
  }

  private let state = Monitor(State())

  deinit { state.withLock { state in state.sockets.forEach { _ = Glibc.close($0) } } }

  /// Why the line was cut, or nil.
  var cut: Cut? { state.withLock { $0.cut } }

  /// Takes a socket over; on a line that is cut it is shut down at once, so that whoever waits on it is not left waiting.
  func add(_ socket: Int32) {
    state.withLock { state in
      state.sockets.insert(socket)
      if state.cut != nil { Self.shutDown(socket) }
    }
  }

  /// Closes a socket of the line.
  func close(_ socket: Int32) {
    state.withLock { state in
      if state.sockets.remove(socket) != nil { _ = Glibc.close(socket) }
    }
  }

  /// Lets time pass, unless the line is cut.
  func wait(_ time: Duration) throws(TransportError.Kind) {
    let (near, far) = try socketPair(on: self)
    defer {
      Glibc.close(far)
      close(near)
    }
    var entry = pollfd(fd: near, events: Int16(POLLIN), revents: 0)
    let end = ContinuousClock.now + time
    while poll(&entry, 1, (end - .now).pollMilliseconds) < 0, errno == EINTR {}
  }

  /// Lets the line be cut, until the watch is ended.
  func watch() -> Watch {
    state.withLock { state in
      state.watches += 1
      state.watch = state.watches
      return Watch(line: self, number: state.watches)
    }
  }

  /// One span of time in which the line may be cut.
  ///
  /// It has a number so that a cancellation or a timer that comes late cannot hit what the connection does next.
  struct Watch: Sendable {
    fileprivate let line: Line
    fileprivate let number: Int

    /// Cuts the line if the watch has not ended.
    func cut(_ reason: Cut) {
      line.state.withLock { state in
        guard state.watch == number, state.cut == nil else { return }
        state.cut = reason
        state.sockets.forEach(Line.shutDown)
      }
    }

    /// Cuts the line after a time, unless the task is cancelled first.
    func cut(after limit: Duration) -> Task<Void, Never> {
      Task {
        if (try? await Task.sleep(for: limit)) != nil { cut(.timedOut) }
      }
    }

    func end() {
      line.state.withLock { state in
        if state.watch == number { state.watch = nil }
      }
    }
  }

  private static func shutDown(_ socket: Int32) { _ = shutdown(socket, Int32(SHUT_RDWR)) }
}
