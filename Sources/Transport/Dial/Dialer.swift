import Glibc

/// Connects to the first of several addresses that answers.
struct Dialer {
  let line: Line
  let deadline: ContinuousClock.Instant
  let origin: SSHTarget.Origin

  /// A connected socket, owned by the line.
  ///
  /// The addresses are tried one after another; each gets an even share of the time that is left, so that a dead first
  /// one does not take it all.
  func dial(_ addresses: [SocketAddress]) throws(TransportError.Kind) -> Int32 {
    var attempts: [ConnectAttempt] = []
    for (index, address) in addresses.enumerated() {
      guard line.cut == nil else { throw .cancelled }
      let share = min(
        (deadline - .now) / (addresses.count - index), origin.timeout.map { .seconds($0) } ?? .seconds(3600))
      switch try connect(to: address, within: share) {
      case .success(let socket): return socket
      case .failure(let error):
        attempts.append(ConnectAttempt(address: address.text, failure: Self.failure(error)))
      }
    }
    throw .cannotConnect(attempts)
  }

  private func connect(
    to address: SocketAddress, within limit: Duration
  ) throws(TransportError.Kind) -> Result<Int32, SystemError> {
    let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let socket = socket(address.family, Int32(type), 0)
    guard socket >= 0 else {
      let error = SystemError()
      guard error.isLocalShortage else { return .failure(error) }
      throw .localShortage(of: "sockets", reason: "\(error)")
    }
    if let failure = bind(socket, for: address.family) {
      close(socket)
      return .failure(failure)
    }
    var code = address.withAddress { Glibc.connect(socket, $0, $1) == 0 ? 0 : errno }
    // Not before: shutdown(2) has no effect on a socket that has not begun to connect.
    line.add(socket)
    if code == EINPROGRESS { code = waitForConnection(socket, within: limit) }
    guard code == 0 else {
      line.close(socket)
      return .failure(SystemError(code))
    }
    Self.setUp(socket)
    return .success(socket)
  }

  /// Gives the socket the address that the files want it to start from.
  private func bind(_ socket: Int32, for family: Int32) -> SystemError? {
    guard origin.address != nil || origin.interface != nil else { return nil }
    guard let address = LocalAddress.matching(origin, family) else { return SystemError(EADDRNOTAVAIL) }
    return address.withAddress { Glibc.bind(socket, $0, $1) } == 0 ? nil : SystemError()
  }

  /// 0, or the code of the error.
  private func waitForConnection(_ socket: Int32, within limit: Duration) -> Int32 {
    var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    var count: Int32
    repeat { count = poll(&entry, 1, limit.pollMilliseconds) } while count < 0 && errno == EINTR
    guard count > 0 else { return ETIMEDOUT }
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
    return code
  }

  private static func failure(_ error: SystemError) -> ConnectAttempt.Failure {
    switch error.code {
    case ECONNREFUSED: .refused
    case EHOSTUNREACH, ENETUNREACH: .noRoute
    case ETIMEDOUT: .timedOut
    default: .other("\(error)")
    }
  }

  /// Has the kernel find a dead peer: libssh's own keepalive cannot (SSH.md §4).
  ///
  /// A silent peer is given up after 15 s and three probes, one that does not acknowledge data after 30 s (tcp(7)).
  private static func setUp(_ socket: Int32) {
    func set(_ level: Int32, _ option: Int32, _ value: Int32) {
      _ = withUnsafePointer(to: value) { setsockopt(socket, level, option, $0, socklen_t(MemoryLayout<Int32>.size)) }
    }
    let tcp = Int32(IPPROTO_TCP)
    set(tcp, TCP_NODELAY, 1)
    set(SOL_SOCKET, SO_KEEPALIVE, 1)
    set(tcp, TCP_KEEPIDLE, 15)
    set(tcp, TCP_KEEPINTVL, 15)
    set(tcp, TCP_KEEPCNT, 3)
    set(tcp, TCP_USER_TIMEOUT, 30_000)
  }
}

extension Duration {
  /// The duration as poll(2) takes it, rounded up and never negative.
  var pollMilliseconds: Int32 {
    let (seconds, attoseconds) = components
    guard seconds < Int64(Int32.max) / 1000 else { return .max }
    return max(0, Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
  }
}
