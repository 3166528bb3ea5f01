import CLibSSH
import Glibc

/// The library as a whole.
enum LibSSH {
  /// Readies the process for libssh, the first time that it is asked for.
  ///
  /// A dynamic libssh readies itself; a static one must be asked to (ssh_init in libssh's threads.c). SIGPIPE is ignored
  /// in the whole process, because libssh writes to ssh-agent without MSG_NOSIGNAL (agent.c) and an agent may go away.
  static let isReady: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return ssh_init() == SSH_OK
  }()
}
