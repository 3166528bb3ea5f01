import Model

/// The interfaces of a realserver that could answer ARP for its VIPs, or ask with a VIP as the sender.
///
/// Of `all` and the interface's own setting the greater one counts, for arp_ignore and arp_announce alike
/// (IN_DEV_MAXCONF in include/linux/inetdevice.h).
struct LinuxARP {
  /// Names below net/ipv4/conf, `all` among them.
  let quiet: [InterfaceName]

  /// The interface that has the realserver's address, and each with an address in a VIP's network; where the address is on one
  /// that does no ARP (lo, dummy0), it is routed to the host, over whatever interface, and all are meant.
  init(_ endpoints: [HostIntent.Endpoint], _ addresses: Set<InterfaceAddress>, _ links: [InterfaceName: LinuxLink]) {
    let served = endpoints.filter { if case .director = $0.role { true } else { false } }
    let (locals, vips) = (Set(served.map(\.local)), Set(served.flatMap { $0.addresses.map(\.address) }))
    func doesARP(_ name: InterfaceName) -> Bool { links[name]?.doesARP ?? (name != .lo) }
    let carriers = addresses.filter { locals.contains($0.address.address) }.map(\.interface)
    guard carriers.allSatisfy(doesARP) else {
      quiet = [.all]
      return
    }
    let seeing = addresses.filter { item in
      doesARP(item.interface) && vips.contains { $0 != item.address.address && item.address.network.contains($0) }
    }
    quiet = Set(carriers + seeing.map(\.interface)).sorted()
  }

  /// The settings of these, each with the value that it has to have at least.
  var settings: [(name: SettingName, least: Int)] {
    quiet.flatMap { [(.arpIgnore($0), 1), (.arpAnnounce($0), 2)] }
  }
}

extension SettingName {
  /// The setting of all interfaces that goes with one interface's own.
  var ofAllInterfaces: SettingName? {
    let parts = text.split(separator: "/")
    guard parts.count == 5, parts[2] == "conf" else { return nil }
    return try? SettingName("net/ipv4/conf/all/\(parts[4])")
  }

  /// Whether it is about who answers ARP, or asks.
  package var isAboutARP: Bool { text.hasSuffix("/arp_ignore") || text.hasSuffix("/arp_announce") }
}

extension InterfaceName {
  /// What the settings of all interfaces together are called.
  static let all: InterfaceName = {
    do { return try InterfaceName("all") } catch { preconditionFailure("\(error)") }
  }()
}
