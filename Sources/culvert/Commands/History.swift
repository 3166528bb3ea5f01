import ArgumentParser
import Controller
import HostAgent
import Model

struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the transactions that the hosts remember, the latest first.",
    discussion: """
      The hosts are the only place where they are kept: any machine that can log in there sees the same. Exit status 5 if a \
      host cannot be reached; what the others remember is shown all the same.
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let view = options.view
    let fleet = try RunContext(options, view).fleet
    let results = await fleet.history()
    await fleet.disconnect()
    let records = results.compactMapValues { try? $0.get() }
    if !records.isEmpty { view.show(.history(ClusterHistory(hosts: records).entries)) }
    var failures: [HostFailure] = []
    for member in fleet.members {
      guard case .failure(let failure) = results[member.host] else { continue }
      failures.append(failure)
      view.show(.run(.failure(failure, host: member.host)))
    }
    if !failures.isEmpty { try RunOutcome(failures).exit() }
  }
}
