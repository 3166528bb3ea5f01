import ArgumentParser

@main
struct CulvertLab: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "culvert-lab",
    abstract: "Linux hosts to practise on: real kernels, joined by a network of their own.",
    discussion: """
      A lab has a director (lb1), realservers (web1, web2, ...) that serve a page on port 80, a client, and a router \
      between them, on which culvert is run. All of it is in a namespace of its own: it cannot meet the machine's \
      network, and when it ends nothing is left of it.

        culvert-lab demo              all of it, shown and explained

        culvert-lab up
        culvert-lab exec lb1 ipvsadm -Ln
        culvert-lab run culvert up cluster.yaml
        culvert-lab client curl -s http://198.18.101.80/
        culvert-lab down
      """,
    subcommands: [
      Demo.self, Up.self, Down.self, Exec.self, Client.self, Run.self, Env.self, Reboot.self, PowerCut.self, Boot.self,
      List.self,
    ])
}

/// Which lab.
struct LabName: ParsableArguments {
  @Option(help: "Name of the lab.")
  var name = "lab"
}
