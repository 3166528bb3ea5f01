/// The public halves of keys, as files hold them.
enum PublicKeyFile {
  /// The public key, or the certificate, in a file of one such as `id_ed25519.pub`; nil if there is none in it.
  static func blob(in bytes: [UInt8]) -> [UInt8]? {
    let lines = bytes.split { [0x0A, 0x0D].contains($0) }
    guard let line = lines.first(where: { $0.first != UInt8(ascii: "#") }) else { return nil }
    let fields = line.split(maxSplits: 2) { [0x20, 0x09].contains($0) }
    guard fields.count >= 2, let blob = Base64.decode(fields[1]),
      HostKey.typeName(in: blob)?.elementsEqual(fields[0]) == true
    else { return nil }
    return blob
  }

  /// The public half that stands in clear in a private key of OpenSSH's own format, an encrypted one too (PROTOCOL.key).
  static func blob(inPrivateKey bytes: [UInt8]) -> [UInt8]? {
    let lines = bytes.split { [0x0A, 0x0D].contains($0) }
    guard lines.first?.elementsEqual("-----BEGIN OPENSSH PRIVATE KEY-----".utf8) == true else { return nil }
    let body = lines.dropFirst().prefix { !$0.starts(with: "-----".utf8) }.joined()
    guard let key = Base64.decode(Array(body)[...]), key.starts(with: "openssh-key-v1\0".utf8) else { return nil }
    var reader = WireReader(key.dropFirst(15))
    // The cipher, the way from the passphrase to the key and what that takes, the number of keys.
    guard reader.string() != nil, reader.string() != nil, reader.string() != nil, reader.number() != nil else {
      return nil
    }
    return reader.string()
  }
}

/// A certificate of a user's key (OpenSSH, PROTOCOL.certkeys).
struct Certificate: Hashable, Sendable {
  let path: String
  let blob: [UInt8]
  /// The public key that it is for, as an agent knows it.
  let key: [UInt8]

  /// Nil for what is not a certificate of a kind that is known.
  init?(_ blob: [UInt8], path: String) {
    var reader = WireReader(blob)
    let suffix = "-cert-v01@openssh.com"
    guard let name = reader.string().map({ String(decoding: $0, as: UTF8.self) }), name.hasSuffix(suffix),
      reader.string() != nil
    else { return nil }
    let plain = String(name.dropLast(suffix.count))
    let count = ["ssh-ed25519": 1, "ssh-rsa": 2, "sk-ssh-ed25519": 2, "sk-ecdsa-sha2-nistp256": 3][plain] ?? 2
    // Those of FIDO keys have the domain in their name also without a certificate.
    let type = plain.hasPrefix("sk-") ? "\(plain)@openssh.com" : plain
    var key = WireWriter.string(Array(type.utf8))
    for _ in 0..<count {
      guard let field = reader.string() else { return nil }
      key += WireWriter.string(field)
    }
    (self.path, self.blob, self.key) = (path, blob, key)
  }

  /// Reads a file; nil if there is none, or something else in it.
  static func read(_ path: String) throws(FileProblem) -> Certificate? {
    guard let bytes = try readFile(path), let blob = PublicKeyFile.blob(in: bytes) else { return nil }
    return Certificate(blob, path: path)
  }
}
