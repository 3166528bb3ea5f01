import Glibc
import Model

/// A known_hosts file that host keys are recorded in.
package struct KnownHostsFile: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What recording a key came to.
  package enum Recording: Hashable, Sendable {
    case added(FilePosition)
    case alreadyThere(FilePosition)
  }

  /// Why a key was not recorded.
  package enum Refusal: Error, Hashable, Sendable {
    /// Another key of the same type is there: the host's key has changed, or somebody else answers.
    case changed(recorded: [RecordedKey])
    case revoked(FilePosition)
    case file(FileProblem)
  }

  /// Adds a line for the host's key, unless it is there already.
  ///
  /// A missing file is made with mode 0600, and its folder with 0700. The line goes in with one write(2) to the end of
  /// the file, under flock(2), so that two operators do not mix their lines.
  package func record(_ key: HostKey, of name: KnownHostName) throws(Refusal) -> Recording {
    let descriptor = try open()
    defer { close(descriptor) }
    let bytes = try contents(descriptor)
    if let position = try position(of: key, name, in: bytes) { return .alreadyThere(position) }
    return .added(try append(key, of: name, to: bytes, descriptor))
  }

  private func open() throws(Refusal) -> Int32 {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard folder.isEmpty || mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw failure("cannot make its folder")
    }
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw failure("cannot open it") }
    guard flock(descriptor, LOCK_EX) == 0 else {
      defer { close(descriptor) }
      throw failure("cannot lock it")
    }
    return descriptor
  }

  private func contents(_ descriptor: Int32) throws(Refusal) -> [UInt8] {
    do throws(FileProblem) { return try readFile(descriptor, path: path) } catch { throw .file(error) }
  }

  /// The line that has the key already.
  private func position(of key: HostKey, _ name: KnownHostName, in bytes: [UInt8]) throws(Refusal) -> FilePosition? {
    var knownHosts = KnownHosts()
    knownHosts.add(bytes, path: path)
    switch knownHosts.judge(key, of: name.text) {
    case .recorded(let position): return position
    case .objection(.changed(let recorded)): throw .changed(recorded: recorded)
    case .objection(.revoked(let position)): throw .revoked(position)
    case .objection: return nil
    }
  }

  private func append(
    _ key: HostKey, of name: KnownHostName, to bytes: [UInt8], _ descriptor: Int32
  ) throws(Refusal) -> FilePosition {
    let newline = UInt8(ascii: "\n")
    let gap = bytes.isEmpty || bytes.last == newline ? "" : "\n"
    let line = Array("\(gap)\(name.text) \(key.type) \(key.base64)\n".utf8)
    let count = write(descriptor, line, line.count)
    guard count == line.count else {
      let problem = count < 0 ? failure("cannot write to it") : failure("cannot write to it", ENOSPC)
      // Half a line would be a broken one.
      ftruncate(descriptor, off_t(bytes.count))
      throw problem
    }
    return FilePosition(path: path, line: bytes.count { $0 == newline } + (gap.isEmpty ? 1 : 2))
  }

  private func failure(_ what: String, _ code: Int32 = errno) -> Refusal {
    .file(FileProblem(path: path, reason: "\(what): \(SystemError(code))"))
  }
}

extension KnownHostsFile.Refusal: CustomStringConvertible {
  package var description: String {
    switch self {
    case .changed(let recorded):
      "another key is recorded for this host: \(recorded.map(\.description).joined(separator: ", ")); "
        + "if the host has a new key, take that line out first"
    case .revoked(let position): "the key is revoked: \(position)"
    case .file(let problem): problem.description
    }
  }
}
