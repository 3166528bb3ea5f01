import CLibSSH
import Glibc
import Model

/// A libssh session.
///
/// It belongs to one thread at a time (SSH.md §2).
final class Session {
  let handle: ssh_session
  private let link: Link
  /// Whether a proxy connected and what it reached hung up before it said that it speaks SSH.
  private(set) var endedBeforeGreeting = false

  /// Makes a session on a link; nothing is sent yet.
  init(on link: Link) throws(TransportError.Kind) {
    guard LibSSH.isReady, let handle = ssh_new() else { throw .localShortage(of: "memory", reason: "libssh") }
    self.handle = handle
    self.link = link
  }

  /// With a descriptor of our own this pair is what closes libssh's duplicate exactly once, in every state (SSH.md §5.1).
  deinit {
    ssh_silent_disconnect(handle)
    ssh_free(handle)
  }

  /// What libssh said last.
  var lastError: String { String(cString: ssh_get_error(UnsafeMutableRawPointer(handle))) }

  /// Exchanges keys with the host, up to the point where its key is to be checked.
  ///
  /// `hostKeys` and `keyExchanges` are the algorithms to ask for; none for what the config file says, or what is usual.
  func exchangeKeys(
    _ target: SSHTarget, hostKeys: [String], keyExchanges: SSHConfigValue? = nil
  ) throws(TransportError.Kind) {
    try setOptions(target, hostKeys: hostKeys, keyExchanges: keyExchanges)
    try giveSocket()
    let code = ssh_connect(handle)
    // libssh makes the socket block (socket.c), and would then stand in send(2) towards a host that itself stands in
    // send(2) towards us. It sends only after poll(2), so a socket that does not block is as good.
    _ = fcntl(link.socket, F_SETFL, O_NONBLOCK)
    guard code == SSH_OK else { throw failure() }
  }

  /// The key that the host has shown and proved to hold.
  func hostKey() throws(TransportError.Kind) -> HostKey {
    var key: ssh_key?
    guard ssh_get_server_publickey(handle, &key) == SSH_OK, let key else {
      throw .keyExchangeFailed(reason: lastError)
    }
    defer { ssh_key_free(key) }
    guard let hostKey = HostKey(key) else { throw .keyExchangeFailed(reason: "the host key is not understood") }
    return hostKey
  }

  /// Has libssh ask for a login, and waits for the host's answer.
  ///
  /// The wait is ours. When a host ends the session with a message, as it does after too many keys, libssh closes the
  /// socket and goes on waiting for the answer (auth.c, ssh_auth_response_termination), where no cut line reaches it.
  func answer(to ask: () -> Int32) -> Int32 {
    ssh_set_blocking(handle, 0)
    defer { ssh_set_blocking(handle, 1) }
    while true {
      let answer = ask()
      guard answer == SSH_AUTH_AGAIN.rawValue, ssh_is_connected(handle) != 0 else { return answer }
      let wantsToWrite = ssh_get_poll_flags(handle) & SSH_WRITE_PENDING != 0
      var entry = pollfd(fd: link.socket, events: Int16(wantsToWrite ? POLLIN | POLLOUT : POLLIN), revents: 0)
      poll(&entry, 1, -1)
    }
  }

  /// Closes the socket that libssh speaks with an agent over; it would keep it as long as the session.
  ///
  /// libssh has no call for that. It does not close what it was given -1 for (socket.c, ssh_socket_close).
  func closeAgentSocket(_ socket: Int32) {
    ssh_set_agent_socket(handle, -1)
    close(socket)
  }

  private func giveSocket() throws(TransportError.Kind) {
    var duplicate = fcntl(link.socket, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { throw .localShortage(of: "open files", reason: "\(SystemError())") }
    if ssh_options_set(handle, SSH_OPTIONS_FD, &duplicate) != SSH_OK {
      close(duplicate)
      throw .localShortage(of: "memory", reason: lastError)
    }
  }

  /// Why the key exchange failed: nothing came at all, or something that did not fit.
  private func failure() -> TransportError.Kind {
    guard ssh_get_serverbanner(handle) == nil else { return .keyExchangeFailed(reason: lastError) }
    guard let proxy = link.proxy else { return .noGreeting(reason: lastError) }
    endedBeforeGreeting = proxy.mayConnectYet
    return .proxyFailed(proxy: proxy.name, reason: proxy.complaint ?? lastError)
  }
}
