import CLibSSH

/// What came of a TCP connection that a host was asked to make (`ssh -W`, RFC 4254 §7.2).
package enum ForwardResult: Hashable, Sendable {
  /// It was accepted, and is closed again.
  case accepted
  /// The host could not connect; the reason is in its own words.
  case failed(reason: String)
  /// The host's SSH server does not do this for this user.
  case prohibited(reason: String)
}

extension Session {
  /// Has the host connect to an address and close the connection again.
  /// - Throws: `TransportError.Kind` where the SSH connection itself broke.
  func forward(to address: String, port: Int) throws(TransportError.Kind) -> ForwardResult {
    guard let channel = ssh_channel_new(handle) else { throw .connectionLost(reason: lastError) }
    defer { ssh_channel_free(channel) }
    guard ssh_channel_open_forward(channel, address, Int32(port), "127.0.0.1", 0) != SSH_OK else {
      ssh_channel_close(channel)
      return .accepted
    }
    guard ssh_get_error_code(UnsafeMutableRawPointer(handle)) == SSH_REQUEST_DENIED.rawValue else {
      throw .connectionLost(reason: lastError)
    }
    // "Channel opening failure: channel 43 error (1) open failed": the number is that of RFC 4254 §5.1.
    let reason = lastError
    return reason.contains("error (2)") ? .failed(reason: reason) : .prohibited(reason: reason)
  }
}
