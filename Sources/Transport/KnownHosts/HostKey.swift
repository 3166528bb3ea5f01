import Model

/// The public key of a host.
package struct HostKey: Hashable, Sendable {
  package let type: KeyType
  /// The key as the protocol writes it (RFC 4253 §6.6); two keys are one if these bytes are.
  package let blob: [UInt8]
  /// The SHA-256 fingerprint as ssh-keygen(1) prints it.
  package let fingerprint: Fingerprint

  package init(type: KeyType, blob: [UInt8], fingerprint: Fingerprint) {
    self.type = type
    self.blob = blob
    self.fingerprint = fingerprint
  }

  /// The type that a key's own bytes name: a length of four bytes and the name come first (RFC 4253 §6.6).
  static func typeName(in blob: [UInt8]) -> ArraySlice<UInt8>? {
    guard blob.count >= 4 else { return nil }
    let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
    return blob.count - 4 >= length ? blob[4..<4 + length] : nil
  }

  /// The key as known_hosts files write it.
  package var base64: String { Base64.encode(blob) }
}
