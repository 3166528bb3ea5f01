import Model

/// The agent's program text for one operating system, and where it lives on a host.
package struct AgentProgram: Hashable, Sendable {
  /// The shell functions: those that all systems have, and the system's own.
  package let text: String
  /// Those of them that a look needs, for a shell that reads them once.
  let look: String
  /// The shell function `cv_is_trusted`, which is needed before the agent is written to the host and read there.
  package let trust: String
  /// Part of the file's name on the host, so that a newer controller does not change the program of a running watchdog.
  package let version: String
  /// Where the agent keeps what it keeps, such as `/var/lib/culvert`; systems differ in where such things lie.
  package let stateFolder: String

  /// `look` is as much of the text as suffices to look at a host; nil for all of it.
  package init(
    text: String, look: String? = nil, trust: String, version: String, stateFolder: String = "/var/lib/culvert"
  ) {
    let settings = "cv_state_folder=\(shellWord(stateFolder))\n"
    self.text = settings + text
    self.look = settings + (look ?? text)
    self.trust = trust
    self.version = version
    self.stateFolder = stateFolder
  }

  /// The arguments with which a shell takes a script on its standard input.
  ///
  /// Not `-s`: a shell that reads its program from a pipe reads it byte by byte, one system call each (dash 0.5.12,
  /// bash), which in a lab's guest took over a second for the agent.
  package static let scriptArguments = ["-c", "eval \"$(cat)\""]

  /// Starts its first argument with a POSIX shell: /bin/sh is one everywhere but on Solaris 10, where it is older than
  /// that, and knows neither `$(…)` nor functions with arguments of their own.
  private static let launcher = "test -x /usr/xpg4/bin/sh && exec /usr/xpg4/bin/sh -c \"$0\"; eval \"$0\""

  /// The command that takes a script on its standard input, whatever the login's own shell is: to a csh, too, what is in
  /// single quotes is a word.
  package static func shellCommand(become: Become) -> Command {
    let shell = ["/bin/sh", "-c", launcher, scriptArguments[1]]
    return switch become {
    case .none: Command(shell)
    case .sudo: Command(["sudo", "-n"] + shell)
    case .doas: Command(["doas", "-n"] + shell)
    case .pfexec: Command(["pfexec"] + shell)
    }
  }
}

extension AgentProgram {
  /// The line that a script begins with where a password may come before it.
  private static let mark = "#culvert-script"

  /// The same as `shellCommand` for a sudo that wants a password, which it reads from the standard input (sudo(8), -S).
  ///
  /// A sudo that wants none leaves the line there; the shell begins at the mark, so that it can never run a password. No
  /// prompt is printed: nobody reads it.
  package static let passwordCommand = Command(
    ["sudo", "-S", "-p", "", "/bin/sh", "-c", launcher, "eval \"$(sed -n '/^\(mark)$/,$p')\""])

  /// Whether the password is taken, and nothing else: where it is wrong, sudo reads on, and would take lines of a script
  /// for further tries.
  package static let passwordCheck = Command(["sudo", "-S", "-p", "", "/bin/sh", "-c", "exit 0"])

  /// What the command reads.
  package static func input(_ password: BecomePassword, _ script: AgentScript) -> [UInt8] {
    password.line + Array("\(mark)\n".utf8) + script.bytes
  }
}

/// A word that marks the agent's own lines in one call's output; nobody else can know it.
package struct Nonce: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func random() -> Nonce {
    Nonce(String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36))
  }
}
