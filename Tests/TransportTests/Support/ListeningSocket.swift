import CLibSSH
import Glibc

@testable import Transport

/// A TCP socket that listens on a free port of 127.0.0.1.
struct ListeningSocket: Sendable {
  let descriptor: Int32
  let port: UInt16

  init(backlog: Int32 = 512) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError() }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (socket, size) = (descriptor, length)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && listen(socket, backlog) == 0 ? getsockname(socket, $0, &length) : -1
      }
    }
    guard code == 0 else { throw SystemError() }
    port = UInt16(bigEndian: address.sin_port)
  }

  /// The next connection, or nil once the socket is shut down.
  func accept() -> Int32? {
    let connection = Glibc.accept(descriptor, nil, nil)
    return connection >= 0 ? connection : nil
  }

  func shutDown() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  func close() { Glibc.close(descriptor) }
}

extension ListeningSocket {
  /// Ends a connection at once, also if a program that another test has just started holds the socket, too.
  static func end(_ connection: Int32) {
    shutdown(connection, Int32(SHUT_RDWR))
    Glibc.close(connection)
  }
}
