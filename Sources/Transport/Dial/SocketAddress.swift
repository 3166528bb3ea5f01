import Glibc

/// An IP address with a port, as the system's calls take it.
struct SocketAddress: Hashable, Sendable {
  /// A `sockaddr_in` or `sockaddr_in6`.
  private let bytes: [UInt8]

  var family: Int32 { bytes.withUnsafeBytes { Int32($0.loadUnaligned(as: sa_family_t.self)) } }

  static let version4 = AF_INET
  static let version6 = AF_INET6

  /// Copies what getifaddrs(3) found; nil for an address that is not one of IP.
  init?(_ address: UnsafePointer<sockaddr>) {
    let length: Int
    switch Int32(address.pointee.sa_family) {
    case Self.version4: length = MemoryLayout<sockaddr_in>.size
    case Self.version6: length = MemoryLayout<sockaddr_in6>.size
    default: return nil
    }
    bytes = Array(UnsafeRawBufferPointer(start: address, count: length))
  }

  /// Copies what getaddrinfo(3) found.
  init?(_ info: addrinfo) {
    guard let address = info.ai_addr else { return nil }
    bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(info.ai_addrlen)))
  }

  /// Calls a function that wants a `sockaddr`.
  func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    // Storage of the system's own type, so that the alignment is right.
    var storage = sockaddr_storage()
    withUnsafeMutableBytes(of: &storage) { $0.copyBytes(from: bytes) }
    return withUnsafePointer(to: storage) { storage in
      storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(bytes.count)) }
    }
  }

  /// The address and port for people, such as `192.0.2.1 port 22`.
  var text: String {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let code = withAddress { address, length in
      getnameinfo(
        address, length, &host, socklen_t(host.count), &port, socklen_t(port.count), NI_NUMERICHOST | NI_NUMERICSERV)
    }
    return code == 0 ? "\(Self.text(host)) port \(Self.text(port))" : "an address of family \(family)"
  }

  /// The address alone.
  var host: String { String(text.prefix { $0 != " " }) }

  private static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
