import ArgumentParser

@main
struct CulvertBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "culvert-bench",
    abstract: "How long culvert takes, and what it costs, measured against the least that SSH costs.",
    discussion: """
      Starts a fleet of hosts on this machine: one sshd that answers on as many addresses as there are hosts, in a \
      network of its own, where each host gives the answer that a real one gave in the lab. On it runs in turn, again and \
      again: one empty command on each host over culvert's own SSH library (the floor), culvert, and the peers that are \
      installed. Needs root, and /usr/sbin/sshd.
      """,
    subcommands: [Run.self, Growth.self, Record.self, Fan.self, Measured.self], defaultSubcommand: Run.self)
}
