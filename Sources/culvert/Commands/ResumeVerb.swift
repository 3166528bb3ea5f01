import ArgumentParser
import Controller
import Model

struct ResumeVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Finish or undo what a controller left that did not come to its end.",
    discussion: """
      A transaction that is confirmed on one host is confirmed on the others, as long as none has gone back; any other \
      is taken back, by its host at its deadline or with --now at once. Hosts are confirmed and taken back in the order \
      of a change; where one that may come before others cannot be reached, these are left to their watchdogs. Says of \
      each host what became of it.
      """)

  @OptionGroup var options: CommonOptions

  @Flag(help: "Take an unfinished transaction back now, even if its controller may still be at work.")
  var now = false

  func run() async throws {
    let view = options.view
    let report = try await Recovery(RunContext(options, view), takesBackNow: now).run()
    for (host, result) in report.results { view.show(.resumed(result, host: host)) }
    try report.outcome.exit()
  }
}
