import Glibc

/// A ProxyCommand of the ssh_config(5) file: a program that connects instead of us and speaks with us over a socket.
///
/// It has a process group of its own: an interrupt from the terminal must not take the connections along, and at the end
/// all that it started goes with it. It belongs to one thread at a time.
final class ProxyProcess {
  /// What messages call it.
  let name: String
  /// Our end of the socket, owned by the line.
  let socket: Int32
  private let line: Line
  private let child: ChildProcess
  /// A file without a name, with what the program prints on its standard error: it can never block there.
  private let complaints: Int32
  /// How the program has ended, once that was asked for.
  private var status: Int32?

  /// Starts the program with `/bin/sh -c`.
  init(_ proxy: SSHTarget.Proxy, on line: Line) throws(TransportError.Kind) {
    let (near, far) = try socketPair(on: line)
    defer { close(far) }
    do throws(SystemError) {
      (child, complaints) = try Self.start(proxy.command, far)
    } catch {
      line.close(near)
      throw error.isLocalShortage
        ? .localShortage(of: "means to start a program", reason: "\(error)")
        : .proxyFailed(proxy: proxy.name, reason: "\(error)")
    }
    name = proxy.name
    self.line = line
    socket = near
  }

  deinit {
    stop()
    line.close(socket)
    close(complaints)
  }

  /// The first line that the program printed on its standard error, or nil.
  var complaint: String? { complaintLines.first }

  /// Whether the program may well connect when it is started again: it said nothing, as nc(1) does when what it reached
  /// hangs up, or it is an ssh(1) whose own host hung up before it said anything (OpenSSH, kex.c).
  ///
  /// A program that was refused says so, and must not be started again: a jump host would count the logins.
  var mayConnectYet: Bool {
    let marks = ["kex_exchange_identification:", "ssh_exchange_identification:"]
    let lines = complaintLines
    return lines.isEmpty ? hasEndedWell : lines.contains { line in marks.contains { line.hasPrefix($0) } }
  }

  /// Whether the program ends by itself with status 0.
  private var hasEndedWell: Bool {
    let deadline = ContinuousClock.now + .milliseconds(500)
    while status == nil, .now < deadline {
      status = child.statusIfEnded()
      if status == nil { usleep(5000) }
    }
    return status == 0
  }

  private var complaintLines: [String] {
    var bytes = [UInt8](repeating: 0, count: 2000)
    let count = pread(complaints, &bytes, bytes.count, 0)
    return String(decoding: bytes[..<max(0, count)], as: UTF8.self).split { $0.isNewline }.map(String.init)
  }

  /// Ends the program: it may go by itself for a second, then it is killed.
  private func stop() {
    shutdown(socket, Int32(SHUT_WR))
    child.signal(SIGTERM)
    waitForEnd(until: .now + .seconds(1))
    child.signal(SIGKILL)
    if status == nil { child.wait() }
  }

  /// Waits until nobody holds the other end of the socket any more.
  private func waitForEnd(until deadline: ContinuousClock.Instant) {
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    var unread = [UInt8](repeating: 0, count: 1 << 14)
    while poll(&entry, 1, (deadline - .now).pollMilliseconds) > 0 {
      if recv(socket, &unread, unread.count, Int32(MSG_DONTWAIT)) <= 0 { return }
    }
  }

  private static func start(_ command: String, _ socket: Int32) throws(SystemError) -> (ChildProcess, Int32) {
    let complaints = try namelessFile()
    do throws(SystemError) {
      // As ssh(1) does: the shell gives its process to the program.
      let arguments = ["-c", "exec \(command)"]
      return (try ChildProcess("/bin/sh", arguments, input: socket, output: socket, errors: complaints), complaints)
    } catch {
      close(complaints)
      throw error
    }
  }

  private static func namelessFile() throws(SystemError) -> Int32 {
    var path = Array("/tmp/culvert-proxy-XXXXXX".utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw SystemError() }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }
}
