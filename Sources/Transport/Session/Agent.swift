import Glibc

/// A connection to ssh-agent(1).
///
/// libssh would connect by itself, and then wait for the agent without limit (agent.c); on a socket of the line the wait
/// can be cut. An agent may well wait: for a person to confirm the use of a key (ssh-add(1) -c).
struct Agent {
  private let line: Line
  /// Owned by the line until `close`.
  let socket: Int32

  /// Connects; nil if nobody listens there.
  init?(path: String, line: Line) throws(TransportError.Kind) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    let socket = Glibc.socket(AF_UNIX, Int32(type), 0)
    guard socket >= 0 else { throw .localShortage(of: "sockets", reason: "\(SystemError())") }
    self.line = line
    self.socket = socket
    line.add(socket)
    // Does not wait: an agent whose queue is full is as good as none (unix(7), EAGAIN).
    let code = withUnsafePointer(to: address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard code == 0 else {
      close()
      return nil
    }
    _ = fcntl(socket, F_SETFL, 0)
  }

  func close() { line.close(socket) }

  /// The names of the agent's keys, such as `ssh-ed25519 'me@laptop'`; empty if it does not answer as an agent does.
  ///
  /// Message numbers from draft-miller-ssh-agent §3.5 and §5.1.
  func keyNames() -> [String] {
    let request: [UInt8] = [0, 0, 0, 1, 11]
    guard send(socket, request, request.count, Int32(MSG_NOSIGNAL)) == request.count,
      var length = read(4).map({ AgentMessage($0) }), let size = length.number(), size <= 1 << 18,
      var answer = read(size).map({ AgentMessage($0) }), answer.byte() == 12, let count = answer.number()
    else { return [] }
    return (0..<min(count, 1024)).compactMap { _ in answer.keyName() }
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    guard recv(socket, &bytes, count, Int32(MSG_WAITALL)) == count else { return nil }
    return bytes
  }
}

/// The bytes of a message of the agent, taken from the front.
private struct AgentMessage {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  mutating func byte() -> UInt8? { bytes.popFirst() }

  mutating func number() -> Int? {
    guard bytes.count >= 4 else { return nil }
    defer { bytes = bytes.dropFirst(4) }
    return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func string() -> [UInt8]? {
    guard let count = number(), bytes.count >= count else { return nil }
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }

  mutating func keyName() -> String? {
    guard let blob = string(), let comment = string(), let type = HostKey.typeName(in: blob) else { return nil }
    return "\(String(decoding: type, as: UTF8.self)) '\(String(decoding: comment, as: UTF8.self))'"
  }
}
