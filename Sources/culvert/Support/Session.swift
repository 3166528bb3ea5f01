import Controller
import Drivers
import Foundation
import HostAgent
import Inventory
import Model
import Planning
import Templates
import Transport

/// What one run of culvert works with: the inventory, the hosts and the ways to them.
struct Session {
  /// What is asked of the hosts as a whole.
  let wanted: Cluster
  /// The inventory as hosts record it.
  let claim: Claim
  let fleet: Fleet
  let templates: Renderer
  let view: any View

  /// What is asked of the hosts.
  enum Goal {
    /// What the inventory says.
    case inventory
    /// That nothing of culvert's is left.
    case nothing
  }

  /// Reads the inventory and prepares the ways to its hosts; nothing is connected yet.
  /// - Throws: what speaks for itself, or `ExitCode` after the diagnostics have been shown.
  ///
  /// `lost` is a host that is not in the inventory, and of which nothing is wanted; `realservers` are left out of all
  /// services.
  init(
    _ options: CommonOptions, goal: Goal = .inventory, takeOver: String? = nil, lost: Model.Host? = nil,
    without realservers: Set<HostName> = []
  ) throws {
    let view = options.view
    var wanted = try Self.cluster(options, view)
    if let lost { wanted.hosts.append(lost) }
    claim = Claim(wanted, Self.origin(options, wanted.name), takeOver: takeOver)
    for index in wanted.services.indices {
      wanted.services[index].realservers.removeAll { realservers.contains($0.host) }
    }
    if goal == .nothing { wanted = Cluster(hosts: wanted.hosts, directors: [], services: [], tunnels: []) }
    let templates = Renderer(source: options.templates.map(TemplateSource.folder))
    let connector = try SSHConnector()
    let password = options.askBecomePass ? try BecomePassword.ask(for: wanted.hosts) : nil
    let intents = Intents(of: wanted)
    var programs: [OperatingSystem: AgentProgram] = [:]
    let members = try wanted.hosts.map { host in
      let program = try programs[host.system] ?? templates.program(for: host.system)
      programs[host.system] = program
      return Fleet.Member(
        host: host.name, driver: host.system.driver, intent: intents.intent(for: host),
        channel: AgentChannel(host: host, program: program, connector: connector, password: password))
    }
    self.wanted = wanted
    self.templates = templates
    self.view = view
    fleet = Fleet(members: members, fanout: options.fanout.map { Fanout(atMost: $0) } ?? Fanout())
  }

  /// The cluster of an inventory without a mistake; warnings and mistakes are shown.
  static func cluster(_ options: CommonOptions, _ view: any View) throws -> Cluster {
    let result = InventoryReader.read(
      try LocalFile.read(options.inventory, atMost: 16 << 20), file: options.inventory)
    if !result.diagnostics.isEmpty { view.show(.diagnostics(result.diagnostics)) }
    guard let cluster = result.cluster else { throw ExitStatus.error.code }
    return cluster
  }

  /// The inventory, as hosts record it.
  private static func origin(_ options: CommonOptions, _ name: ClusterName?) -> Origin {
    let isFile = options.inventory != Origin.standardInput
    let file = !isFile ? options.inventory : URL(filePath: options.inventory).standardizedFileURL.path
    return Origin(cluster: name, file: file, owner: owner, since: Int(Date().timeIntervalSince1970))
  }

  /// Who asks, as other operators will see it: `user@machine`, in characters that a shell and a log do not mind.
  static var owner: String {
    let name = "\(NSUserName())@\(ProcessInfo.processInfo.hostName)"
    let harmless = name.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789@._-".unicodeScalars.contains($0))
    }
    return String(String.UnicodeScalarView(harmless)).prefix(60).description
  }
}

extension Renderer {
  /// The agent's program for a system.
  func program(for system: OperatingSystem) throws(TemplateError) -> AgentProgram {
    let text = try agent(for: system)
    return AgentProgram(
      text: text.whole, look: text.look, trust: text.trust, version: Version.current,
      stateFolder: system.driver.stateFolder)
  }
}

extension TemplateSource {
  /// A folder on the machine that culvert runs on; what is not there is taken from culvert's own.
  static func folder(_ path: String) -> TemplateSource {
    TemplateSource { name throws(TemplateError) in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
        throw .unreadable(name, reason: "there is no folder \(quoted(path)): look at --templates")
      }
      let file = URL(filePath: path).appending(path: name.path)
      guard FileManager.default.fileExists(atPath: file.path) else {
        guard let bytes = Embedded.files[name] else { throw .noSuchTemplate(name) }
        return bytes
      }
      do { return Array(try Data(contentsOf: file)) } catch {
        throw .unreadable(name, reason: error.localizedDescription)
      }
    }
  }
}
