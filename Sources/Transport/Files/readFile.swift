import Glibc

/// The bytes of a file, or nil if there is none.
///
/// A file that is there and cannot be read is an error, never an absence: an absent known_hosts file makes hosts unknown
/// (SSH.md §5.2). With `isChecked` it must be one that nobody but root and the user can write.
func readFile(_ path: String, isChecked: Bool = false) throws(FileProblem) -> [UInt8]? {
  // O_NONBLOCK: a FIFO in the file's place must not hold us up.
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    if errno == ENOENT { return nil }
    throw FileProblem(path: path, reason: "cannot open it: \(SystemError())")
  }
  defer { close(descriptor) }
  if isChecked {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileProblem(path: path, reason: "\(SystemError())") }
    try FileOwnership.requireTrusted(path, status)
  }
  return try readFile(descriptor, path: path)
}

/// All the bytes of an open file, from where it stands.
func readFile(_ descriptor: Int32, path: String) throws(FileProblem) -> [UInt8] {
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw FileProblem(path: path, reason: "\(SystemError())") }
  // A character device passes, because /dev/null is a common way to say "no file".
  guard [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) else {
    throw FileProblem(path: path, reason: "it is not a file")
  }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    if count == 0 { return bytes }
    if count > 0 { bytes += chunk[..<count] }
    if count < 0, errno != EINTR { throw FileProblem(path: path, reason: "cannot read it: \(SystemError())") }
  }
}
