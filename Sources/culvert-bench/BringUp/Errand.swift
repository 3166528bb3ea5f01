import Drivers
import Foundation
import Model
import Planning
import Templates

/// What there is to do on a bare working host, in the words of tools that know nothing of tunnels: the commands and files
/// that culvert itself would give it.
struct Errand {
  let address: String
  /// As a host knows them, in their order.
  let commands: [Command]
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
  init(_ host: Model.Host, _ intent: HostIntent, folder: String) throws {
    let driver = host.system.driver
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
      case .folder, .other: break
      }
    }
    (self.files, self.links) = (files, links)
  }

  /// A command of the agent's own in the words of a host's tools.
  private static func plain(_ command: Command) -> Command {
    let words = command.arguments
    return switch words[0] {
    case "load_module": Command("modprobe", words[1])
    case "set_setting": Command("sysctl", "-q", "-w", "\(words[1].replacing("/", with: "."))=\(words[2])")
    case "reserve_interface", "settle_devices": Command("true")
    default: command
    }
  }
}

extension Errand: Encodable {
  private enum CodingKeys: String, CodingKey { case commands, files, links }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(commands.map(\.shellText), forKey: .commands)
    try container.encode(files, forKey: .files)
    try container.encode(links, forKey: .links)
  }
}

extension Errand {
  /// Shell text that ends well on a host on which all of it has been done, and only there: each line is one test.
  var check: String {
    let kept = files.flatMap { file in
      [
        Command("cmp", "-s", file.source, file.path).shellText,
        "[ \"$(stat -c %a \(shellWord(file.path)))\" = \(shellWord(file.mode)) ]",
      ]
    }
    let pointing = links.map { "[ \"$(readlink \(shellWord($0.path)))\" = \(shellWord($0.target)) ]" }
    return (["set -e"] + commands.compactMap(Self.check) + kept + pointing).joined(separator: "\n") + "\n"
  }

  /// Whether what a command makes is there, by the host's own tools; nil for one that leaves nothing of its own.
  private static func check(_ command: Command) -> String? {
    let words = command.arguments
    switch words.prefix(3).joined(separator: " ") {
    // ip tunnel add NAME mode ipip local ADDRESS remote ADDRESS
    case "ip tunnel add" where words.count == 10:
      let line = "\(words[3]): ip/ip remote \(words[9]) local \(words[7]) ttl inherit"
      return "ip tunnel show | grep -qxF \(shellWord(line))"
    // ip addr add ADDRESS [peer ADDRESS/LENGTH] dev NAME
    case "ip addr add":
      let text = " inet \(words[3..<(words.count - 2)].joined(separator: " ")) "
      return "ip -o -4 addr show dev \(shellWord(words[words.count - 1])) | grep -qF \(shellWord(text))"
    // ip link set dev NAME up
    case "ip link set" where words.count == 6:
      return "ip link show dev \(shellWord(words[4])) | grep -q '[<,]UP[,>]'"
    // sysctl -q -w NAME=VALUE
    case "sysctl -q -w":
      let parts = words[3].split(separator: "=").map(String.init)
      return "[ \"$(sysctl -n \(shellWord(parts[0])))\" = \(shellWord(parts[1])) ]"
    case "true": return nil
    case let text where text.hasPrefix("modprobe "): return nil
    default: preconditionFailure("nobody would see whether this was done: \(command)")
    }
  }
}
