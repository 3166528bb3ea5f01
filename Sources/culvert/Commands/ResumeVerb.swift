import ArgumentParser
import Controller
import HostAgent
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
    let session = try Session(options)
    var results = try session.complete(await Resume(fleet: session.fleet).run(takesBackNow: now))
    var patience = ResumePatience()
    while let wait = results.values.compactMap(\.secondsLeft).max(),
      patience.lasts(secondsLeft: wait, at: .now)
    {
      session.view.show(.note("waiting up to \(max(1, wait)) s for the hosts to take it back by themselves"))
      try await Task.sleep(for: .seconds(1))
      results = try session.complete(await Resume(fleet: session.fleet).run(takesBackNow: now))
    }
    await session.fleet.disconnect()
    for member in session.fleet.members {
      if let result = results[member.host] { session.view.show(.resumed(result, host: member.host)) }
    }
    if results.values.contains(where: \.isFailure) { try ExitStatus.rollbackFailed.exit() }
  }
}

extension Resume.Result {
  /// For how long the host still waits for its controller.
  fileprivate var secondsLeft: Int? {
    if case .underWay(let status) = self { max(0, status.secondsLeft) } else { nil }
  }

  fileprivate var isFailure: Bool {
    switch self {
    case .takenBack(_, .revertFailed), .underWay: true
    case .clean(let last?): last.state == .revertFailed
    default: false
    }
  }
}
