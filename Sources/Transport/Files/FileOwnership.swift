import Glibc
import Model

/// Who else may write or read a file of the user's, as ssh(1) looks at it.
enum FileOwnership {
  /// What can hold commands must be root's or the user's, and nobody else may be able to write it (OpenSSH, readconf.c).
  static func requireTrusted(_ path: String, _ status: stat) throws(FileProblem) {
    let user = getuid()
    guard status.st_uid == 0 || status.st_uid == user else {
      throw FileProblem(
        path: path,
        reason: "bad owner: it belongs to uid \(status.st_uid), not to root or you (uid \(user)): "
          + "chown \(user) \(shellWord(path))")
    }
    guard status.st_mode & 0o022 == 0 else {
      throw FileProblem(
        path: path,
        reason: "bad permissions: others can write it (mode \(octal(status.st_mode))): chmod go-w \(shellWord(path))")
    }
  }

  /// The mode of a private key of the user's that others can read or write; nil if none of them can
  /// (OpenSSH, authfile.c, sshkey_perm_ok).
  static func openMode(ofKey status: stat) -> String? {
    status.st_uid == getuid() && status.st_mode & 0o077 != 0 ? octal(status.st_mode) : nil
  }

  private static func octal(_ mode: mode_t) -> String {
    let digits = String(mode & 0o7777, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
