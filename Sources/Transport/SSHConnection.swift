import Model

/// A connection over libssh, on a thread of its own (SSH.md §1).
///
/// libssh blocks, and nothing of it ever leaves the thread. Whoever wants to break off cuts the line.
actor SSHConnection: HostConnection {
  private nonisolated let thread: ThreadExecutor
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  private let host: HostName
  private let resolver: Resolver
  private let line = Line()
  private var session: Session?
  /// The name that was logged in with, once it was.
  private nonisolated let login = Monitor<String?>(nil)
  nonisolated var loginName: String? { login.withLock { $0 } }

  /// Starts the thread; nothing is connected yet.
  init(to host: HostName, resolver: Resolver) throws(TransportError) {
    self.host = host
    self.resolver = resolver
    do throws(SystemError) {
      thread = try ThreadExecutor()
    } catch {
      throw TransportError(host: host, kind: .localShortage(of: "threads", reason: "\(error)"))
    }
  }

  deinit { thread.stop() }

  /// Asks the files about the host; that may run commands and look up names.
  func target(
    within limit: Duration, _ find: @Sendable (LocalMachine) throws(FileProblem) -> SSHTarget
  ) async throws(TransportError) -> SSHTarget {
    try await interruptibly(for: limit) { me throws(TransportError) in
      let target: SSHTarget
      do throws(FileProblem) { target = try find(LocalMachine(resolver: me.resolver, line: me.line)) } catch {
        let kind = me.cause(of: .configuration(error), during: .resolving, limit)
        throw TransportError(host: me.host, kind: kind)
      }
      if me.line.cut != nil {
        throw TransportError(host: me.host, kind: me.cause(of: .cancelled, during: .resolving, limit))
      }
      return target
    }
  }

  /// Connects and logs in.
  func logIn(_ target: SSHTarget, _ knownHosts: KnownHosts, within limit: Duration) async throws(TransportError) {
    try await interruptibly(for: limit) { me throws(TransportError) in
      me.session = try me.shake(target, limit) { handshake throws(TransportError.Kind) in
        try handshake.logIn(knownHosts)
      }
      me.login.withLock { $0 = target.user }
    }
  }

  /// Has the host show its keys.
  func hostKeys(_ target: SSHTarget, within limit: Duration) async throws(TransportError) -> [HostKey] {
    try await interruptibly(for: limit) { me throws(TransportError) in
      try me.shake(target, limit) { handshake throws(TransportError.Kind) in try handshake.hostKeys() }
    }
  }

  func run(_ command: RemoteCommand) async throws(TransportError) -> CommandResult {
    try await interruptibly(for: command.timeout) { me throws(TransportError) in try me.exchange(command) }
  }

  func forward(
    to address: String, port: Int, timeout: Duration
  ) async throws(TransportError) -> ForwardResult {
    try await interruptibly(for: timeout) { me throws(TransportError) in try me.forward(address, port, timeout) }
  }

  func close() { session = nil }
}

extension SSHConnection {
  /// Does blocking work that a cancellation or the end of the time breaks off.
  private func interruptibly<Value: Sendable>(
    for limit: Duration, _ work: @Sendable (isolated SSHConnection) throws(TransportError) -> Value
  ) async throws(TransportError) -> Value {
    // A task that was cancelled while it waited for its turn must not break off what is not its own.
    guard !Task.isCancelled else { throw TransportError(host: host, kind: .cancelled) }
    let watch = line.watch()
    let timer = watch.cut(after: limit)
    defer {
      timer.cancel()
      watch.end()
    }
    let result = await withTaskCancellationHandler {
      Result { () throws(TransportError) in try work(self) }
    } onCancel: {
      watch.cut(.cancelled)
    }
    return try result.get()
  }

  private func shake<Value>(
    _ target: SSHTarget, _ limit: Duration, _ body: (inout Handshake) throws(TransportError.Kind) -> Value
  ) throws(TransportError) -> Value {
    var handshake = Handshake(target, line: line, resolver: resolver, deadline: .now + limit)
    do throws(TransportError.Kind) {
      let value = try body(&handshake)
      // Cut in the last moment: what came of it is of no use.
      guard line.cut == nil else { throw .cancelled }
      return value
    } catch {
      throw TransportError(host: host, kind: cause(of: error, during: handshake.phase, limit))
    }
  }

  private func exchange(_ command: RemoteCommand) throws(TransportError) -> CommandResult {
    guard let session else { throw TransportError(host: host, kind: .closed) }
    var mayHaveRun = false
    do {
      var exchange = try open(command, on: session)
      defer { mayHaveRun = exchange.mayHaveRun }
      let result = try exchange.run()
      // Cut in the last moment: the command has ended all the same, but it was the last one.
      if line.cut != nil { self.session = nil }
      return result
    } catch {
      let kind = cause(of: error, during: .command, command.timeout)
      if case .commandRefused = kind {} else { self.session = nil }
      throw TransportError(host: host, kind: kind, commandMayHaveRun: mayHaveRun)
    }
  }

  /// Opens a channel, more than once if the host refuses.
  ///
  /// An earlier one may not be gone there yet (sshd_config(5), MaxSessions). Nothing has run until one is open.
  private func open(_ command: RemoteCommand, on session: Session) throws(TransportError.Kind) -> Exchange {
    var pause = Duration.milliseconds(100)
    for _ in 1..<6 {
      do { return try Exchange(command, on: session) } catch {
        guard case .commandRefused = error, line.cut == nil else { throw error }
      }
      try line.wait(pause * Double.random(in: 0.5...1.5))
      pause *= 2
    }
    return try Exchange(command, on: session)
  }

  private func forward(
    _ address: String, _ port: Int, _ timeout: Duration
  ) throws(TransportError) -> ForwardResult {
    guard let session else { throw TransportError(host: host, kind: .closed) }
    do throws(TransportError.Kind) {
      let result = try session.forward(to: address, port: port)
      if line.cut != nil { self.session = nil }
      return result
    } catch {
      self.session = nil
      throw TransportError(host: host, kind: cause(of: error, during: .command, timeout))
    }
  }

  /// The cut of the line, if that is what broke off the work.
  private func cause(
    of error: TransportError.Kind, during phase: TransportError.Phase, _ limit: Duration
  ) -> TransportError.Kind {
    switch line.cut {
    case .cancelled: .cancelled
    case .timedOut: .timedOut(phase, after: limit)
    case nil: error
    }
  }
}
