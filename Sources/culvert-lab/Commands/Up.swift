import ArgumentParser
import Foundation
import Lab

struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring a lab up.",
    discussion: """
      Returns when every host answers ssh: five to seven seconds for three hosts on two processors, and 30 to \
      65 MB of memory a host. The lab then stays until `culvert-lab down`, or until its time is over.

      Addresses are in 198.18.0.0/15, which RFC 2544 sets aside for laboratories: in a routed lab lb1 is 198.18.0.11, \
      web1 198.18.1.21, web2 198.18.2.22, the client 198.18.200.200, and the router leads 198.18.101.0/24 to lb1. \
      See `culvert-lab env`.
      """)

  @OptionGroup var lab: LabName

  @Option(help: "\(Topology.routed.rawValue): a segment each, behind a router; \(Topology.flat.rawValue): one segment.")
  var topology = Topology.routed

  @Option(help: "Number of realservers: web1, web2, ...")
  var realservers = 2

  @Option(help: "How a host boots, as web1=sysv or lb1=systemd; may be repeated. (default: even realservers sysv)")
  var `init`: [HostInit] = []

  @Option(help: "What a host is, as web1=freebsd13 or web2=freebsd15; may be repeated. (default: linux)")
  var system: [HostSystem] = []

  @Option(help: "Seconds after which the lab takes itself down.")
  var ttl = 3600

  @Flag(help: "Stay, and take the lab down when this process ends.")
  var foreground = false

  func run() async throws {
    let up = try await Lab.up(spec()) { line in
      FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
    if foreground {
      print("up")
      fflush(nil)
      try await Task.sleep(for: .seconds(ttl))
      await up.down()
    } else {
      try up.detach()
    }
  }

  private func spec() throws -> LabSpec {
    var spec = LabSpec(name: lab.name, topology: topology, realservers: realservers, ttl: ttl)
    for choice in self.`init` {
      try spec.replace(choice.host) { GuestSpec(name: $0.name, role: $0.role, initStyle: choice.style) }
    }
    for choice in system {
      try spec.replace(choice.host) { GuestSpec(name: $0.name, role: $0.role, system: choice.system) }
    }
    return spec
  }
}

extension LabSpec {
  /// Puts another guest in the place of the one of that name.
  fileprivate mutating func replace(_ host: String, by other: (GuestSpec) -> GuestSpec) throws {
    let name = try guest(host).name
    guests = guests.map { $0.name == name ? other($0) : $0 }
  }
}

/// HOST=STYLE on the command line.
struct HostInit: ExpressibleByArgument {
  let host: String
  let style: InitStyle

  init?(argument: String) {
    guard let (host, style) = pair(argument, InitStyle.init(rawValue:)) else { return nil }
    (self.host, self.style) = (host, style)
  }
}

/// HOST=SYSTEM on the command line.
struct HostSystem: ExpressibleByArgument {
  let host: String
  let system: GuestSystem

  init?(argument: String) {
    guard let (host, system) = pair(argument, GuestSystem.init(rawValue:)) else { return nil }
    (self.host, self.system) = (host, system)
  }
}

/// HOST and what comes after `=`.
private func pair<Value>(_ argument: String, _ parse: (String) -> Value?) -> (String, Value)? {
  let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
  guard parts.count == 2, let value = parse(parts[1]) else { return nil }
  return (parts[0], value)
}

extension Topology: ExpressibleByArgument {}
