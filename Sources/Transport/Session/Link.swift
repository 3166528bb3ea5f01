/// A connected socket to a host, with the program that connected it if there is one.
///
/// The line owns the socket; the link closes it. It belongs to one thread at a time.
final class Link {
  let socket: Int32
  let proxy: ProxyProcess?
  private let line: Line

  /// Takes over a socket of the line.
  init(socket: Int32, line: Line) {
    self.socket = socket
    self.line = line
    proxy = nil
  }

  init(proxy: ProxyProcess, line: Line) {
    socket = proxy.socket
    self.line = line
    self.proxy = proxy
  }

  deinit {
    if proxy == nil { line.close(socket) }
  }
}
