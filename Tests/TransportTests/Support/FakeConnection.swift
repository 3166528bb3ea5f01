import CLibSSH
import Glibc

@testable import Transport

/// One connection to a `FakeHost`, served by one thread.
///
/// `@unchecked Sendable`: after `init` only the thread that serves it touches it.
final class FakeConnection: @unchecked Sendable {
  private let socket: Int32
  private let users: FakeHost.Users
  private let script: FakeHost.Script
  private let started: AsyncStream<String>.Continuation
  private let state: Monitor<FakeHost.State>

  private var channel: ssh_channel?
  private var command: String?
  private var input: [UInt8] = []
  private var isInputAtEnd = false
  private var isLoggedIn = false
  private var steps: [FakeHost.Step] = []

  private let serverCallbacks = UnsafeMutablePointer<ssh_server_callbacks_struct>.allocate(capacity: 1)
  private let channelCallbacks = UnsafeMutablePointer<ssh_channel_callbacks_struct>.allocate(capacity: 1)

  init(
    socket: Int32, users: FakeHost.Users, script: @escaping FakeHost.Script,
    started: AsyncStream<String>.Continuation, state: Monitor<FakeHost.State>
  ) {
    (self.socket, self.users, self.script, self.started, self.state) = (socket, users, script, started, state)
    serverCallbacks.initialize(to: ssh_server_callbacks_struct())
    channelCallbacks.initialize(to: ssh_channel_callbacks_struct())
    setCallbacks()
  }

  deinit {
    serverCallbacks.deallocate()
    channelCallbacks.deallocate()
  }

  /// Serves the connection until it ends.
  func serve(_ bind: ServerBind) {
    defer {
      ListeningSocket.end(socket)
      state.withLock { _ = $0.connections.remove(socket) }
    }
    guard let session = ssh_new() else { return }
    defer {
      ssh_silent_disconnect(session)
      ssh_free(session)
    }
    guard ssh_bind_accept_fd(bind.handle, session, fcntl(socket, F_DUPFD_CLOEXEC, 0)) == SSH_OK else { return }
    ssh_set_server_callbacks(session, serverCallbacks)
    ssh_set_auth_methods(session, Int32(SSH_AUTH_METHOD_PUBLICKEY))
    guard ssh_handle_key_exchange(session) == SSH_OK, let event = ssh_event_new() else { return }
    defer { ssh_event_free(event) }
    ssh_event_add_session(event, session)
    defer { ssh_event_remove_session(event, session) }
    while perform(event) {}
  }

  /// Waits for a command and does what the script says; false when the connection is at its end.
  private func perform(_ event: ssh_event) -> Bool {
    guard wait(event, until: { self.command != nil }), let channel else { return false }
    for step in steps {
      guard perform(step, channel, event) else { return false }
    }
    _ = perform(.finish, channel, event)
    (command, input, isInputAtEnd, steps) = (nil, [], false, [])
    return true
  }

  private func perform(_ step: FakeHost.Step, _ channel: ssh_channel, _ event: ssh_event) -> Bool {
    switch step {
    case .output(let bytes): return write(bytes, channel, ssh_channel_write)
    case .errors(let bytes): return write(bytes, channel, ssh_channel_write_stderr)
    case .readInput: return wait(event, until: { self.isInputAtEnd })
    case .echo: return write(input, channel, ssh_channel_write)
    case .exit(let status): return ssh_channel_request_send_exit_status(channel, status) == SSH_OK
    case .signal(let name): return ssh_channel_request_send_exit_signal(channel, name, 0, "", "") == SSH_OK
    case .hang: return wait(event, until: { false })
    case .stall:
      state.withLock(when: { $0.isStopped }) { _ in }
      return false
    case .finish: return ssh_channel_send_eof(channel) == SSH_OK && ssh_channel_close(channel) == SSH_OK
    case .drop: return false
    case .refuse: return true
    }
  }

  private func wait(_ event: ssh_event, until isDone: () -> Bool) -> Bool {
    while !isDone() {
      if ssh_event_dopoll(event, -1) == SSH_ERROR { return false }
    }
    return true
  }

  private func write(
    _ bytes: [UInt8], _ channel: ssh_channel, _ send: (ssh_channel?, UnsafeRawPointer?, UInt32) -> Int32
  ) -> Bool {
    bytes.withUnsafeBytes { bytes in
      bytes.isEmpty || send(channel, bytes.baseAddress, UInt32(bytes.count)) == Int32(bytes.count)
    }
  }
}

extension FakeConnection {
  private static func of(_ pointer: UnsafeMutableRawPointer?) -> FakeConnection {
    Unmanaged<FakeConnection>.fromOpaque(pointer!).takeUnretainedValue()
  }

  private func setCallbacks() {
    let me = Unmanaged.passUnretained(self).toOpaque()
    serverCallbacks.pointee.size = MemoryLayout<ssh_server_callbacks_struct>.size
    serverCallbacks.pointee.userdata = me
    serverCallbacks.pointee.auth_pubkey_function = { _, _, _, signature, me in
      FakeConnection.of(me).authenticate(Int32(signature))
    }
    serverCallbacks.pointee.channel_open_request_session_function = { session, me in
      FakeConnection.of(me).openChannel(session)
    }
    channelCallbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
    channelCallbacks.pointee.userdata = me
    channelCallbacks.pointee.channel_exec_request_function = { _, _, command, me in
      FakeConnection.of(me).start(String(cString: command!))
    }
    channelCallbacks.pointee.channel_data_function = { _, _, data, count, _, me in
      FakeConnection.of(me).input += UnsafeRawBufferPointer(start: data, count: Int(count))
      return Int32(count)
    }
    channelCallbacks.pointee.channel_eof_function = { _, _, me in FakeConnection.of(me).isInputAtEnd = true }
  }

  /// Called first without a signature, to ask whether the key would do, and then with one.
  private func authenticate(_ signature: Int32) -> Int32 {
    guard users == .all else { return Int32(SSH_AUTH_DENIED.rawValue) }
    isLoggedIn = isLoggedIn || signature == SSH_PUBLICKEY_STATE_VALID.rawValue
    return Int32(SSH_AUTH_SUCCESS.rawValue)
  }

  private func openChannel(_ session: ssh_session?) -> ssh_channel? {
    let isRefused = state.withLock { state in
      guard state.refusals > 0 else { return false }
      state.refusals -= 1
      return true
    }
    guard isLoggedIn, !isRefused else { return nil }
    channel = ssh_channel_new(session)
    ssh_set_channel_callbacks(channel, channelCallbacks)
    return channel
  }

  /// 0 to start the command, 1 to refuse.
  private func start(_ command: String) -> Int32 {
    steps = script(command)
    if case .refuse = steps.first { return 1 }
    self.command = command
    started.yield(command)
    return 0
  }
}
