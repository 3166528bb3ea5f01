import Model

@testable import Transport

/// Host keys that are well formed and nobody's.
enum SampleKey {
  /// A key of a type; another number gives another key.
  static func make(_ type: String, number: Int = 1) -> HostKey {
    let name = Array(type.utf8)
    let bytes = (0..<32).map { UInt8(truncatingIfNeeded: number >> (8 * ($0 % 4))) }
    let blob = [0, 0, 0, UInt8(name.count)] + name + [0, 0, 0, 32] + bytes
    let fingerprint = try! Fingerprint("SHA256:" + String(repeating: "A", count: 43))
    return HostKey(type: KeyType(type), blob: blob, fingerprint: fingerprint)
  }

  static let ed25519 = make("ssh-ed25519")
  static let otherEd25519 = make("ssh-ed25519", number: 2)
  static let rsa = make("ssh-rsa")
}
