import Model

/// Reads `ipvsadm -Sn`: services and their destinations as options, from ipvsadm 1.26 to 1.31.
///
///     -A -t 192.0.2.11:443 -s mh -p 600 -M 255.255.255.0 -b mh-fallback,mh-port
///     -a -t 192.0.2.10:80 -r 10.0.0.26:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
///
/// The order of the lines means nothing, and thresholds are not in it (facts: `-Ln --thresholds` has them).
///
/// A line that cannot be read is kept with the service that it is about; one that names none is nobody's.
struct IPVSRulesParser {
  private(set) var services: [ServiceKey: VirtualService] = [:]
  private(set) var destinations: [DestinationKey: Destination] = [:]
  private(set) var unread: [ServiceKey: String] = [:]

  init(_ output: ProbeOutput, section: String) throws(ProbeError) {
    for line in try output.lines(section) {
      do { try read(IPVSOptions(line)) } catch {
        if let key = IPVSOptions.service(of: line) { unread[key] = "\(visible(line, atMost: 120)): \(error.reason)" }
      }
    }
  }

  private mutating func read(_ options: IPVSOptions) throws(IPVSOptions.Unknown) {
    guard let service = options.service else { throw .init("it names no service") }
    if options.adds == .service {
      guard let scheduler = options.scheduler else { throw .init("it names no scheduler") }
      services[service] = VirtualService(
        scheduler: scheduler, flags: options.flags, persistence: options.persistence, onePacket: options.isOnePacket,
        persistenceEngine: options.persistenceEngine)
    } else {
      guard let realserver = options.realserver, let forwarding = options.forwarding, let weight = options.weight else {
        throw .init("it names no realserver, no forwarding method or no weight")
      }
      let key = DestinationKey(service: service, address: realserver.0, port: realserver.1)
      destinations[key] = Destination(forwarding: forwarding, weight: weight)
    }
  }
}
