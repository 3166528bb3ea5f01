import ArgumentParser
import Model

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the inventory, and report all mistakes at once.",
    discussion: "Nothing is connected. Exit status 0 without a mistake, 1 with one.")

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let cluster = try options.cluster(options.view)
    options.view.show(
      .note(
        "\(options.inventory): \(counted(cluster.hosts.count, "host")), \(counted(cluster.services.count, "service")), "
          + "\(counted(cluster.tunnels.count, "tunnel")): no mistakes"))
  }
}
