import Foundation

/// Files of the machine that culvert runs on.
enum LocalFile {
  /// A file that cannot be read or written, or is too large.
  struct Problem: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "\(path): \(reason)" }
  }

  /// The bytes of a file; `-` is standard input.
  static func read(_ path: String, atMost limit: Int) throws(Problem) -> [UInt8] {
    guard let file = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
      throw Problem(path: path, reason: "cannot read it: \(String(cString: strerror(errno)).lowercased())")
    }
    var bytes: [UInt8] = []
    do {
      while bytes.count <= limit, let part = try file.read(upToCount: 1 << 16), !part.isEmpty { bytes += part }
    } catch { throw Problem(path: path, reason: "cannot read it: \(reason(error))") }
    guard bytes.count <= limit else { throw Problem(path: path, reason: "it is larger than \(limit) bytes") }
    return bytes
  }

  /// What the system says, such as `is a directory`; Foundation hides it below an error of its own.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(cause.code))).lowercased()
  }

  /// Writes a file in one step, for its owner only.
  static func write(_ bytes: Data, to path: String) throws(Problem) {
    let url = URL(filePath: path)
    do {
      try bytes.write(to: url, options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    } catch { throw Problem(path: path, reason: "cannot write it: \(error.localizedDescription)") }
  }
}
