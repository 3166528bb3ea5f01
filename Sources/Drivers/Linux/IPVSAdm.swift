import Model

/// The argument lists of ipvsadm(8).
///
/// `-E` and `-e` replace everything that they do not name by its default, so each edit names the whole state. The type
/// of tunnel is named only where it is not ipip: before 1.30 ipvsadm does not know the option.
enum IPVSAdm {
  static func key(_ key: ServiceKey) -> [String] {
    switch key {
    case .address(let address, let proto, let port): [option(proto), "\(address.textBeforePort):\(port)"]
    case .mark(let mark, let isIPv6): ["-f", String(mark)] + (isIPv6 ? ["-6"] : [])
    }
  }

  private static func option(_ proto: TransportProtocol) -> String {
    switch proto {
    case .tcp: "-t"
    case .udp: "-u"
    case .sctp: "--sctp-service"
    }
  }

  static func options(_ service: VirtualService) -> [String] {
    var options = ["-s", service.scheduler.text]
    if let persistence = service.persistence {
      options += ["-p", String(persistence.timeout)]
      switch persistence.granularity {
      case .client: break
      case .mask(let mask): options += ["-M", mask.text]
      case .prefix(let length): options += ["-M", String(length)]
      }
    }
    if !service.flags.isEmpty { options += ["-b", service.flags.sorted().map(\.rawValue).joined(separator: ",")] }
    if let engine = service.persistenceEngine { options += ["--pe", engine] }
    return options + (service.onePacket ? ["-o"] : [])
  }

  static func options(_ destination: Destination) -> [String] {
    var options = forwarding(destination.forwarding) + ["-w", String(destination.weight)]
    if destination.upperThreshold > 0 { options += ["-x", String(destination.upperThreshold)] }
    if destination.lowerThreshold > 0 { options += ["-y", String(destination.lowerThreshold)] }
    return options
  }

  private static func forwarding(_ method: ForwardingMethod) -> [String] {
    switch method {
    case .masquerading: ["-m"]
    case .gatewaying: ["-g"]
    case .tunneling(.ipip): ["-i"]
    case .tunneling(.gre(let sum)): ["-i", "--tun-type", "gre"] + checksum(sum)
    case .tunneling(.gue(let port, let sum)):
      ["-i", "--tun-type", "gue", "--tun-port", port.text] + checksum(sum)
    }
  }

  private static func checksum(_ checksum: ForwardingMethod.Checksum) -> [String] {
    switch checksum {
    case .none: ["--tun-nocsum"]
    case .full: ["--tun-csum"]
    case .remote: ["--tun-remcsum"]
    }
  }

  static func add(_ key: ServiceKey, _ service: VirtualService) -> Command {
    Command(["ipvsadm", "-A"] + self.key(key) + options(service))
  }

  static func edit(_ key: ServiceKey, _ service: VirtualService) -> Command {
    Command(["ipvsadm", "-E"] + self.key(key) + options(service))
  }

  static func delete(_ key: ServiceKey) -> Command { Command(["ipvsadm", "-D"] + self.key(key)) }

  static func add(_ key: DestinationKey, _ destination: Destination) -> Command {
    Command(["ipvsadm", "-a"] + self.key(key.service) + ["-r", key.description] + options(destination))
  }

  static func edit(_ key: DestinationKey, _ destination: Destination) -> Command {
    Command(["ipvsadm", "-e"] + self.key(key.service) + ["-r", key.description] + options(destination))
  }

  static func delete(_ key: DestinationKey) -> Command {
    Command(["ipvsadm", "-d"] + self.key(key.service) + ["-r", key.description])
  }
}
