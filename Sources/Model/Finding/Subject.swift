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
  case kernelModule(String)
  /// What the host keeps of what is culvert's.
  case record
  /// Something that has only a name: a program, a place in a file, a word of a configuration.
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
    case .kernelModule(let name): "kernel module \(name)"
    case .record: "record of what is culvert's"
    case .named(let name): name
    }
  }
}
