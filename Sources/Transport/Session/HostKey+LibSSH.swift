import CLibSSH
import Model

extension HostKey {
  /// A key as libssh holds it; nil if libssh cannot write it out.
  init?(_ key: ssh_key) {
    var text: UnsafeMutablePointer<CChar>?
    guard ssh_pki_export_pubkey_base64(key, &text) == SSH_OK, let text else { return nil }
    defer { ssh_string_free_char(text) }
    guard let blob = Base64.decode(Array(String(cString: text).utf8)), let type = Self.typeName(in: blob),
      let fingerprint = Self.fingerprint(of: key)
    else { return nil }
    self.init(type: KeyType(String(decoding: type, as: UTF8.self)), blob: blob, fingerprint: fingerprint)
  }

  private static func fingerprint(of key: ssh_key) -> Fingerprint? {
    var hash: UnsafeMutablePointer<UInt8>?
    var length = 0
    guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == SSH_OK else { return nil }
    defer { ssh_clean_pubkey_hash(&hash) }
    guard let text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length) else { return nil }
    defer { ssh_string_free_char(text) }
    return try? Fingerprint(String(cString: text))
  }
}
