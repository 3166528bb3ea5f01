/// What a change or a finding is about; its description is how culvert speaks of it.
///
/// Two that are equal are about the same thing, whatever is said of it.
package enum Subject: Hashable, Sendable {
  case tunnel(InterfaceName)
  /// A tunnel in a store that the system keeps itself.
  case storedTunnel(InterfaceName)
  case interface(InterfaceName)
  case interfaceAddress(InterfaceAddress)
  case address(IPAddress)
  case vip(IPAddress)
  case innerPeer(IPAddress)
  case realserver(IPAddress)
  case client(IPAddress)
  case host(HostName)
  case setting(SettingName)
  case mss(ServiceKey)
  case service(ServiceKey)
  case destination(DestinationKey)
  case path(DataPath)
  case file(HostPath)
  case place(FilePlace)
  case kernelModule(String)
  case vti(InterfaceName)
  /// The VIPs of a director.
  case vips(on: InterfaceName)
  case zone(String)
  // Packets on their way.
  case upload(to: IPv4Address)
  case tunnelFrom(HostName)
  case ipsec(between: HostName, IPv4Address)
  /// To those of the clients who do not get them; nil is all.
  case answers(from: IPv4Address, to: AddressRanges?)
  case packets(of: AddressRanges, to: IPv4Address)
  case clients(AddressRanges, of: ServiceKey)
  /// What the host keeps of what is culvert's.
  case record
  /// The host as it was before a transaction.
  case stateBefore(TransactionID)
  /// Something that has only a name: a program, a word of a configuration.
  case named(String)
}

extension Subject: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tunnel(let name): "tunnel \(name)"
    case .storedTunnel(let name): "stored tunnel \(name)"
    case .interface(let name): "interface \(name)"
    case .interfaceAddress(let address): "address \(address)"
    case .address(let address): "address \(address)"
    case .vip(let address): "VIP \(address)"
    case .innerPeer(let address): "inner peer \(address)"
    case .realserver(let address): "realserver \(address)"
    case .client(let address): "client \(address)"
    case .host(let name): "host \(name)"
    case .setting(let name): "setting \(name)"
    case .mss(let key): "MSS of \(key)"
    case .service(let key): "service \(key)"
    case .destination(let key): "destination \(key) of \(key.service)"
    case .path(let path): "\(path)"
    case .file(let path): "file \(path)"
    case .place(let place): "\(place)"
    case .kernelModule(let name): "kernel module \(name)"
    case .vti(let name): "VTI \(name)"
    case .vips(let interface): "VIPs on \(interface)"
    case .zone(let name): "zone \(visible(name))"
    case .upload(let vip): "upload to \(vip)"
    case .tunnelFrom(let host): "tunnel from \(host)"
    case .ipsec(let host, let address): "IPsec between \(host) and \(address)"
    case .answers(let vip, let clients): "answers from \(vip)" + (clients.map { " to \($0.words)" } ?? "")
    case .packets(let clients, let vip): "packets of \(clients.words) to \(vip)"
    case .clients(let clients, let key): "\(key) for \(clients.words)"
    case .record: "record of what is culvert's"
    case .stateBefore(let id): "the state before \(id)"
    case .named(let name): name
    }
  }
}
