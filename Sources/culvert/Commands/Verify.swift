import ArgumentParser
import Controller
import Model
import Planning
import Prober

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Prove by real packets that clients reach every realserver.",
    discussion: """
      For each TCP service and each of its realservers this machine connects to the VIP, as a client does, sends two \
      packets of full size and some more (empty lines), and resets the connection when the realserver's kernel has taken \
      them. For that time, 40 s at most, the director sends these connections, and no others, to the one realserver, whatever \
      weight it has: by a virtual service with a firewall mark of its own for each, and filters of tc(8) that give the mark to \
      packets from this machine's ports. The director takes that back by itself.

      That proves the way of this machine's packets to the director, ip_vs, the tunnel, the realserver's settings, its \
      listening socket, and the way back, for the address that is printed. It does not prove that the program answers well, nor the \
      ways of other clients, nor UDP. Where a path is broken, the first layer at which packets stop is named, with its host.

      For other clients ('clients' of the inventory, default: everywhere) the routes and packet filters of realservers and \
      directors are evaluated without sending packets: CV060 to CV064. With --from HOST, a host of the inventory connects instead \
      of this machine, through its SSH server, one path after the other. Its SSH server must allow TCP forwarding. For that time all \
      its connections to the VIP's port go to that realserver.

      Exit status 0 if all paths that can be tried are proven, 2 if one is broken or missing in a director's table, or if other \
      clients are not served, 5 if a host \
      cannot be reached, 1 if a path could not be tried.
      """)

  @OptionGroup var options: CommonOptions

  @Flag(help: "Only connect, and send nothing.")
  var connectOnly = false

  @Option(
    help: ArgumentHelp(
      "Connect from this host of the inventory (by its SSH server, as ssh -W does), and send nothing.",
      valueName: "host"))
  var from: String?

  func run() async throws {
    let view = options.view
    let context = try RunContext(options, view)
    let source = try from.map { try context.member($0).host }
    let result = try await PathVerification(context, upload: connectOnly ? .none : .fullSize, from: source).run()
    view.show(.verification(result.report))
    if result.unread > 0 { view.show(.run(.note(.unread(result.unread)))) }
    try result.outcome.exit()
  }
}
