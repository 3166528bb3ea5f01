import ArgumentParser
import Controller
import Foundation
import Model
import Transport

struct Trust: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the host keys of hosts, and record one of each host after a yes.",
    discussion: """
      Compare the fingerprint with what the host itself says, on its console: \
      ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub. Only the key that is asked about is recorded, in the first \
      UserKnownHostsFile (~/.ssh/known_hosts). Hosts whose key is recorded are not asked about. Without a terminal \
      all keys are shown and none is recorded.

      Exit status 0 if each host has a recorded key, 7 if a key was not recorded, 5 if a host cannot be reached, \
      1 on other errors.
      """)

  @OptionGroup var options: CommonOptions

  @Flag(name: [.short, .long], help: "Do not ask: trust whatever answers.")
  var yes = false

  @Argument(help: "Hosts of the inventory; all if none is named.")
  var hosts: [String] = []

  func run() async throws {
    let view = options.view
    let cluster = try options.cluster(view)
    let chosen = try hosts.isEmpty ? cluster.hosts : hosts.map { try Self.host($0, cluster) }
    let connector = try SSHConnector()
    var endings: [ExitStatus] = []
    for host in chosen { endings.append(try await trust(host, connector, view)) }
    if endings.contains(.refused), !yes, isatty(STDIN_FILENO) != 1 {
      view.show(.note("refused: there is no terminal to ask on; use --yes if you have compared the fingerprints"))
    }
    for status in [ExitStatus.error, .unreachable, .refused] where endings.contains(status) { try status.exit() }
  }

  /// Shows the keys of one host, and records one.
  private func trust(_ host: Model.Host, _ connector: SSHConnector, _ view: any View) async throws -> ExitStatus {
    let scan: HostKeyScan
    do throws(TransportError) { scan = try await connector.scanHostKeys(of: host.name, access: host.ssh) } catch {
      view.show(.run(.failure(.transport(error), host: host.name)))
      return error.isUnreachable ? .unreachable : .error
    }
    guard let decision = scan.decision else { return .error }
    if case .known(let key) = decision {
      view.show(.hostKey(.known(type: key.type.name, file: scan.file), host: host.name))
      return .done
    }
    for key in scan.keys {
      view.show(
        .hostKey(
          .shown(name: scan.name.text, type: key.type.name, fingerprint: key.fingerprint.text), host: host.name))
    }
    switch decision {
    case .known: return .done
    case .refused(let key, let finding):
      let problem = HostKeyProblem(name: scan.name, key: key, finding: finding)
      view.show(.note("\(host.name): not recorded: \(problem.text(host: host.name))"))
      return .refused
    case .ask(let key, let known):
      if !known.isEmpty {
        let list = known.map(\.description).joined(separator: ", ")
        view.show(
          .note(
            "\(host.name): warning: another type of key is recorded for \(quoted(scan.name.text)), which the host does "
              + "not show: \(list); somebody else may be answering"))
      }
      guard confirms(key, of: host.name) else { return .refused }
      return try record(key, scan, host.name, view)
    }
  }

  private func record(
    _ key: HostKey, _ scan: HostKeyScan, _ host: HostName, _ view: any View
  ) throws -> ExitStatus {
    switch try KnownHostsFile(path: scan.file).record(key, of: scan.name) {
    case .added: view.show(.hostKey(.recorded(type: key.type.name, file: scan.file), host: host))
    case .alreadyThere: view.show(.hostKey(.known(type: key.type.name, file: scan.file), host: host))
    }
    return .done
  }

  private func confirms(_ key: HostKey, of host: HostName) -> Bool {
    if yes { return true }
    guard isatty(STDIN_FILENO) == 1 else { return false }
    let question = "Is \(key.type) \(key.fingerprint) the key of \(host)? [y/N] "
    FileHandle.standardError.write(Data(question.utf8))
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }

  private static func host(_ name: String, _ cluster: Cluster) throws -> Model.Host {
    guard let host = cluster.hosts.first(where: { $0.name.text == name }) else {
      throw ValidationError("the inventory has no host \(quoted(name))")
    }
    return host
  }
}
