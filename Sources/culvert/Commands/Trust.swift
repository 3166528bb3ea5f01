import ArgumentParser
import Controller
import Foundation
import Model
import Transport

struct Trust: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the host keys of hosts, and record them after a yes.",
    discussion: """
      Compare the fingerprints with what the hosts themselves say, on their consoles: \
      ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. Keys are recorded in ~/.ssh/known_hosts, as ssh does.
      """)

  @OptionGroup var options: CommonOptions

  @Flag(name: [.short, .long], help: "Do not ask: trust whatever answers.")
  var yes = false

  @Argument(help: "Hosts of the inventory; all if none is named.")
  var hosts: [String] = []

  func run() async throws {
    let view = options.view
    let cluster = try Session.cluster(options, view)
    let chosen = try hosts.isEmpty ? cluster.hosts : hosts.map { try Self.host($0, cluster) }
    let connector = try SSHConnector()
    let file = KnownHostsFile(path: SSHEnvironment.live.userKnownHosts[0])
    for host in chosen {
      let scan: HostKeyScan
      do throws(TransportError) { scan = try await connector.scanHostKeys(of: host.name, access: host.ssh) } catch {
        view.show(.failure(.transport(error), host: host.name))
        throw (error.isUnreachable ? ExitStatus.unreachable : .error).code
      }
      for key in scan.keys {
        view.show(
          .hostKey(
            .shown(name: scan.name.text, type: key.type.name, fingerprint: key.fingerprint.text), host: host.name))
      }
      try confirm(view)
      for key in scan.keys { try record(key, of: scan.name, in: file, host.name, view) }
    }
  }

  private func record(
    _ key: HostKey, of name: KnownHostName, in file: KnownHostsFile, _ host: HostName, _ view: any View
  ) throws {
    switch try file.record(key, of: name) {
    case .added: view.show(.hostKey(.recorded(type: key.type.name, file: file.path), host: host))
    case .alreadyThere: view.show(.hostKey(.known(type: key.type.name, file: file.path), host: host))
    }
  }

  private func confirm(_ view: any View) throws {
    if yes { return }
    guard isatty(STDIN_FILENO) == 1 else {
      view.show(.note("refused: there is no terminal to ask on; say --yes if you have compared the fingerprints"))
      throw ExitStatus.refused.code
    }
    FileHandle.standardError.write(Data("Are these the host's keys? [y/N] ".utf8))
    guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
      view.show(.note("not recorded"))
      throw ExitStatus.refused.code
    }
  }

  private static func host(_ name: String, _ cluster: Cluster) throws -> Model.Host {
    guard let host = cluster.hosts.first(where: { $0.name.text == name }) else {
      throw ValidationError("the inventory has no host \(quoted(name))")
    }
    return host
  }
}
