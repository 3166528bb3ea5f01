import ArgumentParser
import Controller
import Drivers
import Foundation
import HostAgent
import Model
import Planning
import Prober
import Synchronization
import Templates
import Transport

extension RunContext {
  /// Reads the inventory and prepares the ways to its hosts; nothing is connected yet.
  /// - Throws: what speaks for itself, or `ExitCode` after the diagnostics have been shown.
  init(_ options: CommonOptions, _ view: any View, takeOver: String? = nil) throws {
    let cluster = try options.cluster(view)
    let templates = Renderer(source: options.templates.map(TemplateSource.folder))
    let agents = try SSHAgents(options, templates, asking: cluster.hosts)
    try self.init(
      Claim(cluster, Origin(options, cluster.name), takeOver: takeOver),
      fanout: options.fanout.map { Fanout(atMost: $0) } ?? Fanout(), templates: templates, prober: SocketProber(),
      access: agents.channel
    ) { view.show(.run($0)) }
  }

  /// The member with this name.
  /// - Throws: `ValidationError` if the inventory has none.
  func member(_ name: String) throws -> Fleet.Member {
    guard let member = fleet.members.first(where: { $0.host.text == name }) else {
      throw ValidationError("the inventory has no host \(quoted(name))")
    }
    return member
  }
}

/// The ways to hosts' agents over SSH.
private final class SSHAgents: Sendable {
  private let connector: SSHConnector
  private let templates: Renderer
  private let asksPassword: Bool
  private let password: BecomePassword?
  private let programs = Mutex<[OperatingSystem: AgentProgram]>([:])

  init(_ options: CommonOptions, _ templates: Renderer, asking hosts: [Model.Host]) throws {
    connector = try SSHConnector()
    self.templates = templates
    asksPassword = options.askBecomePass
    password = asksPassword ? try BecomePassword.ask(for: hosts) : nil
  }

  func channel(to host: Model.Host) throws -> any HostChannel {
    AgentChannel(
      host: host, program: try program(for: host.system), connector: connector,
      password: try password ?? (asksPassword ? BecomePassword.ask(for: [host]) : nil))
  }

  private func program(for system: OperatingSystem) throws -> AgentProgram {
    try programs.withLock { programs in
      let program = try programs[system] ?? templates.program(for: system)
      programs[system] = program
      return program
    }
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
