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

  /// The agent's keys in its order; empty if it does not answer as an agent does.
  ///
  /// Message numbers from draft-miller-ssh-agent §3.5 and §5.1.
  func keys() -> [AgentKey] {
    guard let answer = ask([11]) else { return [] }
    var message = WireReader(answer)
    guard message.byte() == 12, let count = message.number() else { return [] }
    return (0..<min(count, 1024)).compactMap { _ in
      guard let blob = message.string(), let comment = message.string() else { return nil }
      return AgentKey(blob: blob, comment: String(decoding: comment, as: UTF8.self))
    }
  }

  /// The agent's answer to a message, both without their length; nil if it gives none.
  func ask(_ message: [UInt8]) -> [UInt8]? { AgentMessages.send(message, socket) ? AgentMessages.receive(socket) : nil }
}

/// A key that an agent holds.
struct AgentKey: Hashable, Sendable {
  /// The public key, or the certificate, as the protocol writes it.
  let blob: [UInt8]
  let comment: String

  /// For messages, such as `ssh-ed25519 'me@laptop' of the agent`.
  var name: String {
    let type = HostKey.typeName(in: blob).map { String(decoding: $0, as: UTF8.self) } ?? "a key"
    return "\(type) '\(comment)' of the agent"
  }
}

/// The messages that agents and their clients send: a length and so many bytes (draft-miller-ssh-agent §3).
enum AgentMessages {
  private static let longest = 1 << 18

  static func send(_ message: [UInt8], _ socket: Int32) -> Bool {
    var rest = (WireWriter.number(message.count) + message)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Nil at the end, and for what is no message.
  static func receive(_ socket: Int32) -> [UInt8]? {
    guard let head = read(4, socket) else { return nil }
    var reader = WireReader(head)
    guard let count = reader.number(), (1...longest).contains(count) else { return nil }
    return read(count, socket)
  }

  private static func read(_ count: Int, _ socket: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    guard recv(socket, &bytes, count, Int32(MSG_WAITALL)) == count else { return nil }
    return bytes
  }
}
