/// A line of a known_hosts file (sshd(8) SSH_KNOWN_HOSTS FILE FORMAT).
struct KnownHostsEntry: Sendable {
  let marker: Marker
  let names: Names
  let key: RecordedKey
  let blob: [UInt8]

  enum Marker: Sendable { case none, revoked, certificateAuthority }

  /// Whom a line is about.
  enum Names: Sendable {
    /// Whole names, in lower case.
    case plain([String])
    case patterns(PatternList)
    /// One name, as HMAC-SHA1 of it with the salt as the key.
    case hashed(salt: [UInt8], hash: [UInt8])
  }

  /// Whether the line is about the host of this name.
  func isAbout(_ name: String) -> Bool {
    switch names {
    case .plain(let names): names.contains(name)
    case .patterns(let patterns): patterns.matches(name)
    case .hashed(let salt, let hash): SHA1.authenticationCode(key: salt, message: Array(name.utf8)) == hash
    }
  }
}

extension KnownHostsEntry {
  /// Reads a line; nil for an empty one or a comment.
  init?(line: ArraySlice<UInt8>, at position: FilePosition) throws(FileProblem) {
    var fields = line.split(maxSplits: 4) { [0x20, 0x09, 0x0D].contains($0) }[...]
    guard let first = fields.first, first.first != UInt8(ascii: "#") else { return nil }
    func broken(_ reason: String) -> FileProblem {
      FileProblem(path: position.path, line: position.line, reason: reason)
    }
    marker = try Self.marker(of: first, broken)
    if marker != .none { fields = fields.dropFirst() }
    guard fields.count >= 3, let names = fields.popFirst(), let type = fields.popFirst(), let key = fields.popFirst()
    else { throw broken("it needs a host, a key type and a key") }
    guard let blob = Base64.decode(key), HostKey.typeName(in: blob)?.elementsEqual(type) == true else {
      throw broken("the key is not a whole \(String(decoding: type, as: UTF8.self)) key")
    }
    guard let names = Names(names) else { throw broken("the hashed host name is not '|1|SALT|HASH'") }
    self.names = names
    self.key = RecordedKey(type: KeyType(String(decoding: type, as: UTF8.self)), position: position)
    self.blob = blob
  }

  private static func marker(
    of field: ArraySlice<UInt8>, _ broken: (String) -> FileProblem
  ) throws(FileProblem) -> Marker {
    guard field.first == UInt8(ascii: "@") else { return .none }
    switch String(decoding: field, as: UTF8.self) {
    case "@revoked": return .revoked
    case "@cert-authority": return .certificateAuthority
    case let other: throw broken("the marker '\(other)' is not known")
    }
  }
}

extension KnownHostsEntry.Names {
  /// Reads the field of names; nil for a hash that is none.
  fileprivate init?(_ field: ArraySlice<UInt8>) {
    guard field.first != UInt8(ascii: "|") else {
      self.init(hashed: field)
      return
    }
    let text = String(decoding: field, as: UTF8.self).lowercased()
    let isPlain = !text.utf8.contains { "*?!".utf8.contains($0) }
    self = isPlain ? .plain(text.split(separator: ",").map(String.init)) : .patterns(PatternList(commaSeparated: text))
  }

  private init?(hashed field: ArraySlice<UInt8>) {
    let parts = field.split(separator: UInt8(ascii: "|"))
    guard parts.count == 3, parts[0].elementsEqual("1".utf8), let salt = Base64.decode(parts[1]),
      let hash = Base64.decode(parts[2]), hash.count == 20
    else { return nil }
    self = .hashed(salt: salt, hash: hash)
  }
}
