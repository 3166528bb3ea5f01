import Foundation

/// What can go wrong with a lab: `where: what: why`, and the way out where there is one.
package enum LabError: Error, Equatable, CustomStringConvertible {
  /// This machine cannot run a lab.
  case unavailable(why: String)
  /// The spec makes no sense.
  case badSpec(lab: String, what: String)
  /// No lab of that name is up.
  case notUp(lab: String, running: [String])
  case alreadyUp(lab: String)
  /// The supervisor ended; `log` is what it wrote.
  case supervisorEnded(lab: String, log: String)
  case unknownHost(lab: String, host: String, known: [String])
  /// A guest did not come up; `console` is the end of what its kernel wrote.
  case noAnswer(lab: String, host: String, seconds: Int, isOff: Bool, console: String)
  /// A guest is not in the state that the call is for.
  case wrongState(lab: String, host: String, what: String)
  case timedOut(command: String, seconds: Int, output: ProcessOutput)
  case failed(command: String, output: ProcessOutput)
  /// A system call failed.
  case system(what: String, errno: Int32)

  /// The message.
  package var description: String {
    switch self {
    case .unavailable(let why): "culvert-lab: cannot run here: \(why)"
    case .badSpec(let lab, let what): "lab '\(lab)': cannot be built: \(what)"
    case .notUp(let lab, []): "lab '\(lab)': is not up: start it with `culvert-lab up --name \(lab)`"
    case .notUp(let lab, let running): "lab '\(lab)': is not up: running are \(running.joined(separator: ", "))"
    case .alreadyUp(let lab): "lab '\(lab)': is up already: take it down, or give the new one a --name"
    case .supervisorEnded(let lab, let log): "lab '\(lab)': its supervisor ended:\n\(tail(log))"
    case .unknownHost(let lab, let host, let known):
      "lab '\(lab)': no host '\(host)': there are \(known.joined(separator: ", "))"
    case .noAnswer(let lab, let host, let seconds, let isOff, let console):
      "lab '\(lab)': \(host) \(isOff ? "went off" : "does not answer ssh") within \(seconds) s: "
        + "its console ends with\n\(tail(console))"
    case .wrongState(let lab, let host, let what): "lab '\(lab)': \(host): \(what)"
    case .timedOut(let command, let seconds, let output):
      "\(command): was not done after \(seconds) s and was killed\n\(tail(output.stdout + output.stderr))"
    case .failed(let command, let output):
      "\(command): exit status \(output.status)\n\(tail(output.stdout + output.stderr))"
    case .system(let what, let number): "culvert-lab: cannot \(what): \(String(cString: strerror(number)))"
    }
  }
}

/// The last lines of a text, indented.
private func tail(_ text: String) -> String {
  let lines = text.split(whereSeparator: \.isNewline).suffix(12)
  return lines.isEmpty ? "  (nothing)" : lines.map { "  \($0)" }.joined(separator: "\n")
}
