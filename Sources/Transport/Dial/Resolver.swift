import Glibc

/// Finds the addresses of a name.
///
/// An address given as one is taken as it is. For a name getaddrinfo(3) is called on a thread of its own, because nothing
/// can interrupt it. The connection's thread waits for the answer on a socket of its line, so that cancellation and the
/// time-out end that wait as they end every other. The thread that is left behind ends when the resolver gives up
/// (resolv.conf(5): 5 s, twice for each server, unless set otherwise); it holds only its own end of a socket pair.
struct Resolver: Sendable {
  /// Looks a name up, and may take its time.
  var lookUp: @Sendable (_ name: String, _ port: UInt16) -> Result<[SocketAddress], Unresolved>

  /// Why a name has no address.
  struct Unresolved: Error {
    let reason: String
    /// Whether this machine lacks something, so that it says nothing about the name.
    let isLocalShortage: Bool
  }

  /// The system's resolver.
  static let live = Resolver { name, port in getAddresses(name, port, flags: AI_ADDRCONFIG) }

  func addresses(of name: String, port: UInt16, on line: Line) throws(TransportError.Kind) -> [SocketAddress] {
    if case .success(let addresses) = Self.getAddresses(name, port, flags: AI_NUMERICHOST) { return addresses }
    switch try lookUpAside(name, port, on: line) {
    case .success(let addresses): return addresses
    case .failure(let reason) where reason.isLocalShortage:
      throw .localShortage(of: "means to look up a name", reason: reason.reason)
    case .failure(let reason): throw .cannotResolve(name: name, reason: reason.reason)
    // The line was cut.
    case nil: throw .cancelled
    }
  }

  /// The answer, or nil if the line is cut before it comes.
  private func lookUpAside(
    _ name: String, _ port: UInt16, on line: Line
  ) throws(TransportError.Kind) -> Result<[SocketAddress], Unresolved>? {
    let answer = Monitor<Result<[SocketAddress], Unresolved>?>(nil)
    let (near, far) = try socketPair(on: line)
    defer { line.close(near) }
    do throws(SystemError) {
      try startThread { [lookUp] in
        let found = lookUp(name, port)
        answer.withLock { $0 = found }
        close(far)
      }
    } catch {
      close(far)
      throw .localShortage(of: "threads", reason: "\(error)")
    }
    Self.waitForEnd(of: near)
    return answer.withLock { $0 }
  }

  private static func waitForEnd(of socket: Int32) {
    var byte: UInt8 = 0
    while read(socket, &byte, 1) < 0, errno == EINTR {}
  }

  /// An IP address as getnameinfo(3) writes it; nil for what is none.
  static func usualForm(ofAddress text: String) -> String? {
    guard case .success(let addresses) = getAddresses(text, 0, flags: AI_NUMERICHOST) else { return nil }
    return addresses.first?.host
  }

  private static func getAddresses(
    _ name: String, _ port: UInt16, flags: Int32
  ) -> Result<[SocketAddress], Unresolved> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = flags | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(name, String(port), &hints, &list)
    guard code == 0 else { return .failure(Unresolved(code, SystemError())) }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var entry = list
    while let info = entry?.pointee {
      if let address = SocketAddress(info) { addresses.append(address) }
      entry = info.ai_next
    }
    return .success(addresses)
  }
}

extension Resolver.Unresolved {
  /// A code of getaddrinfo(3), with the error that the system gave if the code says so.
  fileprivate init(_ code: Int32, _ error: SystemError) {
    let isSystem = code == EAI_SYSTEM
    let text = isSystem ? "\(error)" : String(cString: gai_strerror(code))
    reason = text.prefix(1).lowercased() + text.dropFirst()
    isLocalShortage = code == EAI_MEMORY || (isSystem && error.isLocalShortage)
  }
}
