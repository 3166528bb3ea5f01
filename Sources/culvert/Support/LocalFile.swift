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
  ///
  /// With `isOrder` it is one that says what to do on hosts: nobody else may be able to write it.
  static func read(_ path: String, atMost limit: Int, isOrder: Bool = false) throws(Problem) -> [UInt8] {
    guard let file = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
      throw Problem(path: path, reason: "cannot read it: \(String(cString: strerror(errno)).lowercased())")
    }
    if isOrder, path != "-" { try requireOwn(file.fileDescriptor, path) }
    var bytes: [UInt8] = []
    do {
      while bytes.count <= limit, let part = try file.read(upToCount: 1 << 16), !part.isEmpty { bytes += part }
    } catch { throw Problem(path: path, reason: "cannot read it: \(reason(error))") }
    guard bytes.count <= limit else { throw Problem(path: path, reason: "it is larger than \(limit) bytes") }
    return bytes
  }

  /// The open file is asked, and not its name: that may be another's by now.
  private static func requireOwn(_ file: Int32, _ path: String) throws(Problem) {
    var entry = stat()
    guard fstat(file, &entry) == 0 else { throw Problem(path: path, reason: "cannot tell whose it is") }
    if entry.st_uid != geteuid(), entry.st_uid != 0 {
      throw Problem(path: path, reason: "refused: it belongs to user \(entry.st_uid), who could change it")
    }
    if entry.st_mode & 0o022 != 0 {
      throw Problem(
        path: path, reason: "refused: others can write to it (mode \(String(entry.st_mode & 0o777, radix: 8)))")
    }
  }

  /// What the system says, such as `is a directory`; Foundation hides it below an error of its own.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
    guard cause.domain == NSPOSIXErrorDomain else { return error.localizedDescription }
    return String(cString: strerror(Int32(cause.code))).lowercased()
  }

  /// Writes a file for its owner only, in one step: a reader sees the old bytes or the new ones.
  ///
  /// What is there and no regular file (a device, a pipe) is written to as it is; `-` is standard output. Of a symbolic
  /// link, the file that it leads to is written.
  static func write(_ bytes: Data, to path: String) throws(Problem) {
    if path == "-" { return try fill(STDOUT_FILENO, bytes, path) }
    var place = stat()
    if stat(path, &place) == 0, place.st_mode & S_IFMT != S_IFREG {
      let file = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC)
      guard file >= 0 else { throw problem(path) }
      defer { close(file) }
      return try fill(file, bytes, path)
    }
    try replace(destination(of: path), with: bytes, path)
  }

  private static func replace(_ target: String, with bytes: Data, _ path: String) throws(Problem) {
    let beside = "\(target).\(getpid()).new"
    let file = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw problem(path) }
    do throws(Problem) {
      defer { close(file) }
      try fill(file, bytes, path)
      guard fsync(file) == 0 else { throw problem(path) }
      guard rename(beside, target) == 0 else { throw problem(path) }
    } catch {
      unlink(beside)
      throw error
    }
  }

  /// Where a symbolic link leads to, whether there is anything yet or not.
  private static func destination(of path: String) -> String {
    var place = path
    for _ in 0..<40 {
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else { break }
      place = target.hasPrefix("/") ? target : URL(filePath: place).deletingLastPathComponent().path + "/" + target
    }
    return place
  }

  private static func fill(_ file: Int32, _ bytes: Data, _ path: String) throws(Problem) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw problem(path) }
      rest = rest.dropFirst(count)
    }
  }

  private static func problem(_ path: String) -> Problem {
    Problem(path: path, reason: "cannot write it: \(String(cString: strerror(errno)).lowercased())")
  }
}
