import CLibSSH
import Glibc

/// A private key from a file.
///
/// One for each connection: libssh does not say that a key may be shared by threads (SSH.md §2).
final class PrivateKey {
  let handle: ssh_key

  /// Reads a key that has no passphrase.
  init(path: String) throws(Unusable) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .problem(.unreadable(reason: "\(SystemError())")) }
    close(descriptor)
    var key: ssh_key?
    var isAsked = false
    let code = ssh_pki_import_privkey_file(path, nil, Self.noteAsked, &isAsked, &key)
    guard code == SSH_OK, let key else { throw .problem(isAsked ? .needsPassphrase : .notAKey) }
    handle = key
  }

  deinit { ssh_key_free(handle) }

  /// Why a file gives no key.
  enum Unusable: Error {
    case missing
    case problem(IdentityProblem)
  }

  /// Called by libssh for a passphrase; there is none, but now it is known that the key has one.
  private static let noteAsked: ssh_auth_callback = { _, _, _, _, _, isAsked in
    isAsked?.storeBytes(of: true, as: Bool.self)
    return -1
  }
}
