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
    switch try access(path) {
    case .success: break
    case .failure(let problem): return .failure(problem)
    case nil: return nil
    }
    var key: ssh_key?
    var isAsked = false
    let code = ssh_pki_import_privkey_file(path, nil, noteAsked, &isAsked, &key)
    guard code == SSH_OK, let key else { return .failure(isAsked ? .needsPassphrase : .notAKey) }
    return .success(PrivateKey(key))
  }

  /// Whether the file may be read, by us and by nobody else; nil if there is none.
  ///
  /// A public half in its place may be anybody's.
  static func access(_ path: String) throws(TransportError.Kind) -> Result<Void, IdentityProblem>? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let error = SystemError()
      guard !error.isLocalShortage else { throw .localShortage(of: "open files", reason: "\(error)") }
      return error.code == ENOENT ? nil : .failure(.unreadable(reason: "\(error)"))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, let mode = FileOwnership.openMode(ofKey: status) else { return .success(()) }
    let bytes = try? readFile(descriptor, path: path)
    return bytes.flatMap({ PublicKeyFile.blob(in: $0) }) == nil ? .failure(.openToOthers(mode: mode)) : .success(())
  }

  /// Has the host be shown a certificate with the key; false if it is not one for the key.
  func add(_ certificate: Certificate) -> Bool {
    guard HostKey(handle).map({ $0.blob == certificate.key }) == true else { return false }
    var imported: ssh_key?
    guard ssh_pki_import_cert_file(certificate.path, &imported) == SSH_OK, let imported else { return false }
    defer { ssh_key_free(imported) }
    return ssh_pki_copy_cert_to_privkey(imported, handle) == SSH_OK
  }

  /// Called by libssh for a passphrase; there is none, but now it is known that the key has one.
  private static let noteAsked: ssh_auth_callback = { _, _, _, _, _, isAsked in
    isAsked?.storeBytes(of: true, as: Bool.self)
    return -1
  }
}
