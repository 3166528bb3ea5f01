import Foundation
import Lab

/// Becomes the given command, so that its terminal, its signals and its exit status are the command's own.
func replaceProcess(with arguments: [String], environment: [String: String]) throws -> Never {
  let argv = arguments.map { strdup($0) } + [nil]
  let envp = environment.map { strdup("\($0)=\($1)") } + [nil]
  // This thread is one of Dispatch's, which block signals, and the command would inherit that.
  var none = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, nil)
  execve(arguments[0], argv, envp)
  throw LabError.system(what: "start \(arguments[0])", errno: errno)
}
