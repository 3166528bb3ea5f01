import CLibSSH
import Glibc

/// A private key from a file.
///
/// One for each connection: libssh does not say that a key may be shared by threads (SSH.md §2).
final class PrivateKey {
  let handle: ssh_key

  private init(_ handle: ssh_key) { self.handle = handle }

  deinit { ssh_key_free(handle) }

  /// Reads a key that has no passphrase; nil if there is no such file.
  static func read(_ path: String) throws(TransportError.Kind) -> Result<PrivateKey, IdentityProblem>? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let error = SystemError()
      guard !error.isLocalShortage else { throw .localShortage(of: "open files", reason: "\(error)") }
      return error.code == ENOENT ? nil : .failure(.unreadable(reason: "\(error)"))
    }
    close(descriptor)
    var key: ssh_key?
    var isAsked = false
    let code = ssh_pki_import_privkey_file(path, nil, noteAsked, &isAsked, &key)
    guard code == SSH_OK, let key else { return .failure(isAsked ? .needsPassphrase : .notAKey) }
    return .success(PrivateKey(key))
  }

  /// Called by libssh for a passphrase; there is none, but now it is known that the key has one.
  private static let noteAsked: ssh_auth_callback = { _, _, _, _, _, isAsked in
    isAsked?.storeBytes(of: true, as: Bool.self)
    return -1
  }
}
