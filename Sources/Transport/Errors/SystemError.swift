import Glibc

/// A failed call of the operating system.
struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
  let code: Int32

  init(_ code: Int32 = errno) { self.code = code }

  /// strerror(3) in lower case, such as `connection refused`; glibc's is safe to call from every thread since 2.32.
  var description: String {
    let text = String(cString: strerror(code))
    return text.prefix(1).lowercased() + text.dropFirst()
  }

  /// Whether this machine lacks something, so that the call says nothing about the host.
  var isLocalShortage: Bool { [EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN].contains(code) }
}
