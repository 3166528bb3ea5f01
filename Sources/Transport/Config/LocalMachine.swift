import Glibc

/// What the ssh_config(5) files may ask of the controller's machine; each wait ends when the line is cut.
struct LocalMachine {
  let resolver: Resolver
  let line: Line
  /// What stands in for running a command, in tests.
  private let execute: ((String) -> Bool)?

  init(resolver: Resolver = .live, line: Line = Line(), execute: ((String) -> Bool)? = nil) {
    self.resolver = resolver
    self.line = line
    self.execute = execute
  }

  /// Whether a name has an address.
  func hasAddress(_ name: String) -> Bool {
    guard let addresses = try? resolver.addresses(of: name, port: 22, on: line) else { return false }
    return !addresses.isEmpty
  }

  func hasFile(_ path: String) -> Bool { access(path, R_OK) == 0 }

  /// An IP address as getnameinfo(3) writes it; nil for what is none.
  func usualForm(ofAddress text: String) -> String? { Resolver.usualForm(ofAddress: text) }

  /// Whether a command, given to the user's shell as ssh(1) does, ends with status 0.
  ///
  /// The wait is on a thread of its own, as for a name (see `Resolver`); a command that is cut off is ended.
  func succeeds(_ command: String) -> Bool {
    if let execute { return execute(command) }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let shell = getenv("SHELL").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 } ?? "/bin/sh"
    guard let child = try? ChildProcess(shell, ["-c", command], input: null, output: null, errors: null),
      let (near, far) = try? socketPair(on: line)
    else { return false }
    defer { line.close(near) }
    let status = Monitor<Int32?>(nil)
    let isWaiting =
      (try? startThread {
        let code = child.wait()
        status.withLock { $0 = code }
        close(far)
      }) != nil
    guard isWaiting else {
      close(far)
      return child.wait() == 0
    }
    var byte: UInt8 = 0
    while read(near, &byte, 1) < 0, errno == EINTR {}
    if line.cut != nil { child.signal(SIGKILL) }
    return status.withLock { $0 } == 0
  }
}
