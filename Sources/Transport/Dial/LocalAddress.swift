import Glibc

/// An address of this machine to connect from.
enum LocalAddress {
  /// The one that `BindAddress` gives, or the first of the interface of `BindInterface`, of this family.
  static func matching(_ origin: SSHTarget.Origin, _ family: Int32) -> SocketAddress? {
    if let address = origin.address {
      guard case .success(let found) = Resolver.live.lookUp(address, 0) else { return nil }
      return found.first { $0.family == family }
    }
    return origin.interface.flatMap { first(of: $0, family) }
  }

  private static func first(of interface: String, _ family: Int32) -> SocketAddress? {
    var list: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&list) == 0 else { return nil }
    defer { freeifaddrs(list) }
    var entry = list
    while let info = entry?.pointee {
      entry = info.ifa_next
      guard let name = info.ifa_name, String(cString: name) == interface, let address = info.ifa_addr else { continue }
      if Int32(address.pointee.sa_family) == family { return SocketAddress(UnsafePointer(address)) }
    }
    return nil
  }
}
