import Model

/// A value of the model is written in these tests as its text; one that is not valid ends the test run.
extension TextValue where Self: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) {
    do { self = try Self(text) } catch { preconditionFailure("\(error)") }
  }
}

extension IPv4Address: ExpressibleByStringLiteral {}
extension IPv4Network: ExpressibleByStringLiteral {}
extension IPAddress: ExpressibleByStringLiteral {}
extension HostName: ExpressibleByStringLiteral {}
extension TunnelName: ExpressibleByStringLiteral {}
extension InterfaceName: ExpressibleByStringLiteral {}
extension HostPath: ExpressibleByStringLiteral {}
extension SettingName: ExpressibleByStringLiteral {}
extension SettingValue: ExpressibleByStringLiteral {}
extension SegmentSize: ExpressibleByStringLiteral {}
extension Scheduler: ExpressibleByStringLiteral {}

extension Port: ExpressibleByIntegerLiteral {
  package init(integerLiteral number: UInt16) { self.init(number: number) }
}

extension ServiceKey {
  static func tcp(_ address: IPAddress, _ port: Port) -> ServiceKey { .address(address, .tcp, port) }
  static func udp(_ address: IPAddress, _ port: Port) -> ServiceKey { .address(address, .udp, port) }
}

extension DestinationKey {
  init(_ service: ServiceKey, _ address: IPAddress, _ port: Port) {
    self.init(service: service, address: address, port: port)
  }
}
