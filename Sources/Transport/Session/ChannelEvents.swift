import CLibSSH

/// What comes in on a channel, gathered through libssh's callbacks.
///
/// libssh holds its address until `ssh_remove_channel_callbacks`.
final class ChannelEvents {
  private(set) var output: [UInt8] = []
  private(set) var errors: [UInt8] = []
  private(set) var ending: CommandResult.Ending?
  /// The host has closed the channel: nothing more will come.
  private(set) var isClosed = false
  /// More came than there was room for; the rest is dropped.
  private(set) var isOverLimit = false

  /// The callbacks for `ssh_set_channel_callbacks`, at an address that stays.
  let callbacks = UnsafeMutablePointer<ssh_channel_callbacks_struct>.allocate(capacity: 1)
  private let limit: Int

  /// Keeps no more bytes than the limit, both streams together.
  init(limit: Int) {
    self.limit = limit
    var table = ssh_channel_callbacks_struct()
    // What the macro ssh_callbacks_init does, which Swift does not see.
    table.size = MemoryLayout<ssh_channel_callbacks_struct>.size
    table.userdata = Unmanaged.passUnretained(self).toOpaque()
    table.channel_data_function = { _, _, data, count, isError, me in
      ChannelEvents.of(me)?.take(UnsafeRawBufferPointer(start: data, count: Int(count)), isError: isError != 0)
      return Int32(count)
    }
    table.channel_exit_status_function = { _, _, status, me in ChannelEvents.of(me)?.ending = .exited(status) }
    table.channel_exit_signal_function = { _, _, signal, _, _, _, me in
      ChannelEvents.of(me)?.ending = .signalled(signal.map { String(cString: $0) } ?? "")
    }
    table.channel_close_function = { _, _, me in ChannelEvents.of(me)?.isClosed = true }
    callbacks.initialize(to: table)
  }

  deinit { callbacks.deallocate() }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> ChannelEvents? {
    pointer.map { Unmanaged<ChannelEvents>.fromOpaque($0).takeUnretainedValue() }
  }

  private func take(_ bytes: UnsafeRawBufferPointer, isError: Bool) {
    let room = max(0, limit - output.count - errors.count)
    isOverLimit = isOverLimit || bytes.count > room
    if isError { errors += bytes.prefix(room) } else { output += bytes.prefix(room) }
  }
}
