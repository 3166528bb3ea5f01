import ArgumentParser
import Controller
import Foundation
import Inventory
import Model
import Transport

@main
struct Culvert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "culvert",
    abstract: "Brings up, watches and takes back LVS/TUN clusters and plain tunnels, from one inventory file.",
    discussion: """
      culvert reads what there should be from an inventory, looks over SSH at what there is, and changes the \
      difference. Each change is a transaction on its host, which takes it back by itself unless it is confirmed.

        culvert check              is the inventory right?
        culvert trust lb1          look at a host's key and record it
        culvert plan               what would be done
        culvert up                 do it
        culvert drift              has anything changed since?
        culvert doctor             what keeps it from working?
        culvert verify             do packets come through to every realserver?
        culvert rollback           go back to before the last transaction
        culvert down               take everything of culvert's off the hosts

      Exit status: \(ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: "; ")).
      """,
    version: Version.current,
    subcommands: [
      Check.self, Render.self, PlanVerb.self, Up.self, Drift.self, Doctor.self, Verify.self, Explain.self, History.self,
      RollbackVerb.self, ResumeVerb.self, Down.self, Trust.self,
    ])
}

extension Culvert {
  /// Runs the command and leaves without exit handlers.
  ///
  /// A run in a hundred aborted in exit(3), after all its work was done. The likely cause, by reading and without a
  /// backtrace: OPENSSL_cleanup(3) and the threads of closed connections, which are still ending, free the same memory.
  /// There is nothing to clean up but what is still to be written.
  static func main() async {
    let status = await status()
    fflush(nil)
    _exit(status)
  }

  private static func status() async -> Int32 {
    Fanout.raiseOpenFileLimit()
    do {
      try requireVerb(CommandLine.arguments.dropFirst().first, CommandLine.arguments.dropFirst(2).first)
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return ExitStatus.done.rawValue
    } catch let stop as RunStop {
      return ExitStatus(stop.outcome).rawValue
    } catch {
      let status = exitCode(for: error).rawValue
      let message = fullMessage(for: error)
      let stream = status == ExitStatus.done.rawValue ? FileHandle.standardOutput : .standardError
      if !message.isEmpty { stream.write(Data((message + "\n").utf8)) }
      if status != ExitStatus.done.rawValue, !message.isEmpty, CommandLine.arguments.contains("--json") {
        JSONView().show(.failed(Self.message(for: error), status: status))
      }
      return status
    }
  }

  /// Refuses a word that is no verb, with the verb that is meant.
  ///
  /// ArgumentParser names no other verb for an unknown one, and answers `help UNKNOWN` with the help of all and status 0.
  /// - Throws: `ValidationError`.
  static func requireVerb(_ word: String?, _ topic: String?) throws {
    let asked = word == "help" ? topic : word
    let verbs = configuration.subcommands.map { $0._commandName }
    guard let asked, !asked.hasPrefix("-"), asked != "help", !verbs.contains(asked) else { return }
    throw ValidationError("\(quoted(asked)) is not a command: \(advice(for: asked, among: verbs))")
  }
}
