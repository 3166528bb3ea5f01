import Glibc

/// Two sockets that are connected to each other; the line owns the near one, the caller the far one.
func socketPair(on line: Line) throws(TransportError.Kind) -> (near: Int32, far: Int32) {
  var pair: [Int32] = [-1, -1]
  guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
    throw .localShortage(of: "sockets", reason: "\(SystemError())")
  }
  line.add(pair[0])
  return (pair[0], pair[1])
}
