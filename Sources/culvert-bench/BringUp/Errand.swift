import Drivers
import Foundation
import Model
import Planning
import Templates

/// What there is to do on a bare working host, in the words of tools that know nothing of tunnels: the commands and files
/// that culvert itself would give it.
struct Errand: Codable {
  let address: String
  let commands: [String]
  let files: [File]
  let links: [Link]

  struct File: Codable {
    let path: String
    /// Octal.
    let mode: String
    /// A copy on this machine.
    let source: String
  }

  struct Link: Codable {
    let path: String
    let target: String
  }

  /// Writes what the host gets into a folder.
  init(_ host: Model.Host, in cluster: Cluster, folder: String) throws {
    let driver = host.system.driver
    let intent = cluster.intent(for: host)
    let observation = driver.bareObservation(for: intent)
    let target = try driver.desired(for: intent, observation, ownership: Ownership(), templates: Renderer())
    let plan = HostPlan(host: host.name, from: HostState(live: observation.live), to: target)
    address = host.address.text
    commands = plan.schedule.flatMap { driver.steps(for: $0.change, in: $0.phase) }.map { Self.plain($0.forward) }
    var files: [File] = []
    var links: [Link] = []
    for (path, file) in target.boot.files.sorted(by: { $0.key < $1.key }) {
      switch file {
      case .regular(let content, let mode):
        let source = "\(folder)/\(files.count)"
        try Data(content).write(to: URL(filePath: source))
        files.append(File(path: path.text, mode: String(mode.bits, radix: 8), source: source))
      case .link(let target): links.append(Link(path: path.text, target: target))
      case .other: break
      }
    }
    (self.files, self.links) = (files, links)
  }

  /// A command of the agent's own as a host's shell knows it.
  private static func plain(_ command: Command) -> String {
    switch command.arguments.first {
    case "load_module": "modprobe \(command.arguments[1])"
    case "set_setting": "echo \(command.arguments[2]) >/proc/sys/\(command.arguments[1])"
    default: command.shellText
    }
  }

  /// Shell text that ends well on a host on which all of it has been done.
  ///
  /// What the commands have made is asked of the host's tools: a tunnel and an address by their own words.
  var check: String {
    let made = commands.compactMap { command -> String? in
      let words = command.split(separator: " ").map(String.init)
      guard words.first == "ip", words.count > 4 else { return nil }
      return switch (words[1], words[2]) {
      case ("tunnel", "add") where words.count > 9:
        "ip tunnel show | grep -q '^\(words[3]): ip/ip remote \(words[9]) local \(words[7]) '"
      case ("addr", "add"): "ip -o -4 addr show dev \(words.last ?? "") | grep -qF ' inet \(words[3]) '"
      case ("link", "set"): "ip link show dev \(words[4]) | grep -q '[<,]UP[,>]'"
      default: nil
      }
    }
    let kept = files.map { "cmp -s \($0.source) \($0.path) && [ \"$(stat -c %a \($0.path))\" = \($0.mode) ]" }
    let pointing = links.map { "[ \"$(readlink \($0.path))\" = \($0.target) ]" }
    return (["set -e"] + made + kept + pointing).joined(separator: "\n") + "\n"
  }
}
