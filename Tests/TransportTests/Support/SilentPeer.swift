import CLibSSH
import Glibc

@testable import Transport

/// Something that takes connections and never says a word.
final class SilentPeer: Sendable {
  let port: UInt16
  /// An element for each connection that was taken.
  let accepted: AsyncStream<Void>

  private let socket: ListeningSocket
  private let connections = Monitor<(open: [Int32], isDone: Bool)>(([], false))

  init() throws {
    let (accepted, continuation) = AsyncStream<Void>.makeStream()
    let socket = try ListeningSocket()
    (self.accepted, self.socket, port) = (accepted, socket, socket.port)
    try startThread { [connections] in
      while let connection = socket.accept() {
        connections.withLock { $0.open.append(connection) }
        continuation.yield()
      }
      connections.withLock { $0.isDone = true }
    }
  }

  deinit {
    socket.shutDown()
    connections.withLock(when: { $0.isDone }) { state in state.open.forEach { _ = close($0) } }
    socket.close()
  }
}

/// A listening socket that answers no more: its queue of connections is full, so Linux drops what asks for one.
final class DeafPeer: Sendable {
  let port: UInt16
  private let socket: ListeningSocket
  private let fillers: [Int32]

  init() throws {
    let socket = try ListeningSocket(backlog: 0)
    (self.socket, port) = (socket, socket.port)
    // A backlog of 0 holds one connection (listen(2): the limit is exceeded by one).
    let addresses = try Resolver.live.addresses(of: "127.0.0.1", port: socket.port, on: Line())
    fillers = addresses.map { address in
      let filler = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      _ = address.withAddress { connect(filler, $0, $1) }
      return filler
    }
  }

  deinit {
    fillers.forEach { _ = close($0) }
    socket.close()
  }
}
