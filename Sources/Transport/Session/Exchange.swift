import CLibSSH

/// One command on a session, from its start to its end.
struct Exchange {
  private let session: Session
  private let command: RemoteCommand
  private let channel: ssh_channel
  private let events: ChannelEvents
  /// Whether the host may have started the command.
  private(set) var mayHaveRun = false
  private var sent = 0
  private var isEndSent = false

  /// Opens a channel for the command; a host that refuses that has not seen the command.
  init(_ command: RemoteCommand, on session: Session) throws(TransportError.Kind) {
    guard let channel = ssh_channel_new(session.handle) else { throw .connectionLost(reason: session.lastError) }
    self.session = session
    self.command = command
    self.channel = channel
    events = ChannelEvents(limit: command.outputLimit)
    ssh_set_channel_callbacks(channel, events.callbacks)
    guard ssh_channel_open_session(channel) == SSH_OK else {
      let refusal = Self.refusal(session)
      free()
      throw refusal
    }
  }

  /// Runs the command: what it reads goes out while what it prints comes in.
  mutating func run() throws(TransportError.Kind) -> CommandResult {
    defer { free() }
    try start()
    guard let event = ssh_event_new() else { throw .localShortage(of: "memory", reason: "libssh") }
    defer { ssh_event_free(event) }
    ssh_event_add_session(event, session.handle)
    defer { ssh_event_remove_session(event, session.handle) }
    while !events.isClosed {
      try sendInput()
      if events.isOverLimit { throw .outputTooLong(limit: command.outputLimit) }
      if !events.isClosed, ssh_event_dopoll(event, -1) == SSH_ERROR, !events.isClosed {
        throw .connectionLost(reason: session.lastError)
      }
    }
    return try result()
  }

  /// Gives the channel up; libssh keeps it until the host has closed it, too, and would still call back.
  private func free() {
    ssh_remove_channel_callbacks(channel, events.callbacks)
    ssh_channel_free(channel)
  }

  private mutating func start() throws(TransportError.Kind) {
    // libssh takes a C string: the text would end there, and half a command would run.
    guard !command.text.utf8.contains(0) else { throw .commandRefused(reason: "the command has a NUL byte") }
    mayHaveRun = true
    guard ssh_channel_request_exec(channel, command.text) != SSH_OK else { return }
    let refusal = Self.refusal(session)
    if case .commandRefused = refusal { mayHaveRun = false }
    throw refusal
  }

  /// Sends as much input as the host has room for, and then the end of it.
  private mutating func sendInput() throws(TransportError.Kind) {
    while sent < command.input.count, !events.isClosed {
      let count = min(command.input.count - sent, Int(ssh_channel_window_size(channel)), 1 << 15)
      guard count > 0 else { return }
      let written = command.input.withUnsafeBytes { bytes in
        ssh_channel_write(channel, bytes.baseAddress.map { $0 + sent }, UInt32(count))
      }
      // A command that ends before it has read all closes the channel; that is its right.
      guard written > 0 || events.isClosed else { throw .connectionLost(reason: session.lastError) }
      sent += Int(max(0, written))
    }
    if !isEndSent, !events.isClosed {
      isEndSent = true
      guard ssh_channel_send_eof(channel) == SSH_OK || events.isClosed else {
        throw .connectionLost(reason: session.lastError)
      }
    }
  }

  private func result() throws(TransportError.Kind) -> CommandResult {
    if events.isOverLimit { throw .outputTooLong(limit: command.outputLimit) }
    guard let ending = events.ending else {
      throw .connectionLost(reason: "the host did not say how the command ended")
    }
    return CommandResult(ending: ending, output: events.output, errors: events.errors)
  }

  /// The host's no, or the end of the connection.
  private static func refusal(_ session: Session) -> TransportError.Kind {
    let isRefused = ssh_get_error_code(UnsafeMutableRawPointer(session.handle)) == SSH_REQUEST_DENIED.rawValue
    return isRefused ? .commandRefused(reason: session.lastError) : .connectionLost(reason: session.lastError)
  }
}
