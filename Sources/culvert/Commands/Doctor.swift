import ArgumentParser
import Controller
import Model
import Planning

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is wrong with the hosts, before or after they are set up.",
    discussion: """
      Looks at what keeps a cluster from working although every setting may be right, and changes nothing. Each finding has an id: \
      `culvert explain ID` tells what it means. What is not as the inventory wants it is another question: `culvert drift`.

      Exit status 0 without findings, 2 with some, 5 if a host cannot be reached, 1 on other errors; what was found on the others is \
      said all the same.
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws {
    try await Session(options).examine().exit()
  }
}

extension Session {
  /// Shows what is wrong, host by host.
  fileprivate func examine() async throws -> ExitStatus {
    let (survey, trouble) = await lookAtThoseThatAnswer()
    await fleet.disconnect()
    let findings = try proposals(survey, within: RunScope(), adopts: false).map { ($0.view.host, $0.refusals) }
    for (host, findings) in findings where !findings.isEmpty { view.show(.findings(findings, host: host)) }
    let count = findings.map(\.1.count).reduce(0, +)
    view.show(.note(summary(count, on: findings.count)))
    return trouble ?? (count == 0 ? .done : .differences)
  }

  private func summary(_ count: Int, on hosts: Int) -> String {
    count == 0
      ? "\(counted(hosts, "host")): nothing found"
      : "\(counted(hosts, "host")): \(counted(count, "finding")). What one means: culvert explain ID"
  }
}
