import Glibc
import Model
import Synchronization

/// Connections of this machine's own TCP; no privilege is needed.
package struct SocketProber: Prober {
  package init() {}

  package func prepare(to vip: Endpoint) throws(ProberError) -> any ProbeConnection {
    try SocketConnection(to: vip)
  }
}

/// A TCP socket that is bound and not yet connected.
final class SocketConnection: ProbeConnection {
  let source: Endpoint
  private let vip: Endpoint
  /// -1 once it is closed.
  private let descriptor: Atomic<Int32>

  private var socket: Int32 { descriptor.load(ordering: .relaxed) }

  init(to vip: Endpoint) throws(ProberError) {
    self.vip = vip
    let local = try sourceAddress(towards: vip)
    let socket = try newSocket(SOCK_STREAM)
    descriptor = Atomic(socket)
    do throws(ProberError) {
      source = try prepare(socket, Endpoint(local, .all))
    } catch {
      close(socket)
      throw error
    }
  }

  deinit { end() }

  private func end() {
    let socket = descriptor.exchange(-1, ordering: .relaxed)
    if socket >= 0 { close(socket) }
  }

  package func attempt(upload: Upload, patience: Duration) async -> Attempt {
    defer { end() }
    if let trouble = await connect(within: patience) { return Attempt(trouble) }
    let info = ConnectionInfo(socket).common
    var attempt = Attempt(
      .answered(bytes: 0), roundTrip: Int(info.tcpi_rtt), segment: Int(info.tcpi_snd_mss), announced: info.announced)
    if case .fullSize = upload {
      attempt.outcome = await send(2 * Int(info.tcpi_snd_mss) + 100, within: patience)
      // It shrinks when a router says that the packets are too long.
      attempt.segment = Int(ConnectionInfo(socket).common.tcpi_snd_mss)
    }
    if isBroken { await connectAgain() }
    return attempt
  }

  /// Another connection from the same port, which ends through the director.
  ///
  /// Where the other side resets a connection, that goes past the director, which would keep it for 15 minutes as one that
  /// is idle. This one has it forget both.
  private func connectAgain() async {
    end()
    guard let again = try? newSocket(SOCK_STREAM) else { return }
    descriptor.store(again, ordering: .relaxed)
    guard (try? prepare(again, source)) != nil else { return }
    _ = await connect(within: .seconds(1))
  }

  /// What went wrong, or nil.
  private func connect(within patience: Duration) async -> Attempt.Outcome? {
    var code = withAddress(vip) { Glibc.connect(socket, $0, $1) == 0 ? 0 : errno }
    if code == EINPROGRESS { code = await wait(within: patience) { self.isReady } ? lastError : ETIMEDOUT }
    return switch code {
    case 0: nil
    case ETIMEDOUT: .silent
    case ECONNREFUSED, ECONNRESET, ENOPROTOOPT: .refused
    default: .unreachable(String(cString: strerror(code)))
    }
  }

  /// Empty lines: of what a service can be sent, what it most likely takes for nothing.
  private func send(_ count: Int, within patience: Duration) async -> Attempt.Outcome {
    let data = [UInt8](repeating: UInt8(ascii: "\n"), count: count)
    guard Glibc.send(socket, data, count, Int32(MSG_NOSIGNAL)) > 0 else { return .closed(bytes: 0) }
    let isOver = await wait(within: patience) { self.taken >= count || self.isBroken }
    let taken = min(taken, count)
    return taken == count ? .answered(bytes: count) : isOver ? .closed(bytes: taken) : .stalled(bytes: taken)
  }

  /// Bytes that the other side has acknowledged; the first packet counts as one.
  private var taken: Int { max(0, Int(ConnectionInfo(socket).acknowledged) - 1) }

  /// Whether the condition came true in time.
  private func wait(within patience: Duration, until condition: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + patience
    var pause = Duration.milliseconds(1)
    while !condition() {
      guard ContinuousClock.now < end, (try? await Task.sleep(for: pause)) != nil else { return false }
      pause = min(pause * 2, .milliseconds(20))
    }
    return true
  }

  private var isReady: Bool {
    var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  private var isBroken: Bool {
    var entry = pollfd(fd: socket, events: 0, revents: 0)
    return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLERR) != 0
  }

  private var lastError: Int32 {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &length)
    return code
  }
}

/// What the kernel tells of a connection (TCP_INFO of tcp(7)), with what has been added since glibc's header.
private struct ConnectionInfo {
  var common = tcp_info()
  private var pacingRate: UInt64 = 0
  private var highestPacingRate: UInt64 = 0
  /// Linux 4.1 and later (include/uapi/linux/tcp.h).
  var acknowledged: UInt64 = 0

  init(_ socket: Int32) {
    var length = socklen_t(MemoryLayout<Self>.size)
    getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &self, &length)
  }
}

extension tcp_info {
  /// What the other side's MSS allows, with the 12 bytes that time stamps take of it in each packet
  /// (include/net/tcp.h: TCPOLEN_TSTAMP_ALIGNED).
  fileprivate var announced: SegmentSize? {
    let stamped = UInt32(tcpi_options) & UInt32(TCPI_OPT_TIMESTAMPS) != 0
    return try? SegmentSize(String(tcpi_snd_mss + (stamped ? 12 : 0)))
  }
}

/// The address of this machine from which it would speak to another one.
private func sourceAddress(towards other: Endpoint) throws(ProberError) -> IPv4Address {
  let socket = try newSocket(SOCK_DGRAM)
  defer { close(socket) }
  // A datagram socket that is connected sends nothing: the kernel only looks for the way.
  guard withAddress(other, { Glibc.connect(socket, $0, $1) }) == 0 else {
    throw ProberError("this machine has no way to \(other.address): \(String(cString: strerror(errno)))")
  }
  return try ownEnd(of: socket).address
}

private func newSocket(_ type: __socket_type) throws(ProberError) -> Int32 {
  let socket = socket(AF_INET, Int32(type.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
  guard socket >= 0 else { throw ProberError("no socket: \(String(cString: strerror(errno)))") }
  return socket
}

private func set<Value>(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Value) throws(ProberError) {
  let result = withUnsafePointer(to: value) {
    setsockopt(socket, level, option, $0, socklen_t(MemoryLayout<Value>.size))
  }
  guard result == 0 else { throw ProberError("no such socket: \(String(cString: strerror(errno)))") }
}

/// Binds a socket, where no port is named to one that the kernel chooses, and has it end with a reset: no port is left in
/// TIME_WAIT, and the director forgets the connection soon.
private func prepare(_ socket: Int32, _ end: Endpoint) throws(ProberError) -> Endpoint {
  try set(socket, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
  if end.port != .all { try set(socket, SOL_SOCKET, SO_REUSEADDR, Int32(1)) }
  guard withAddress(end, { Glibc.bind(socket, $0, $1) }) == 0 else {
    throw ProberError("no port of \(end.address): \(String(cString: strerror(errno)))")
  }
  return try ownEnd(of: socket)
}

private func ownEnd(of socket: Int32) throws(ProberError) -> Endpoint {
  var address = sockaddr_in()
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let result = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
  }
  guard result == 0 else { throw ProberError("no address of a socket: \(String(cString: strerror(errno)))") }
  return Endpoint(
    IPv4Address(value: UInt32(bigEndian: address.sin_addr.s_addr)), Port(number: UInt16(bigEndian: address.sin_port)))
}

private func withAddress(_ end: Endpoint, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = end.port.number.bigEndian
  address.sin_addr.s_addr = end.address.value.bigEndian
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
