import ArgumentParser
import Controller

struct History: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the transactions that the hosts remember, the latest first.",
    discussion: "The hosts are the only place where they are kept: any machine that can log in there sees the same.")

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let session = try Session(options)
    let records = try session.complete(await session.fleet.history())
    await session.fleet.disconnect()
    session.view.show(.history(ClusterHistory(hosts: records).entries))
  }
}
