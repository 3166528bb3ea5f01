import Model

extension Subject {
  /// The values that all the other readers are made of.
  static let values = Subject(
    name: "values", longest: 256,
    words:
      "192.0.2.1 :: ::1 fe80::1 ::ffff:192.0.2.1 0.0.0.0/0 /32 /31 all 65535 SHA256: net/ipv4/conf/lo/arp_ignore ~/ gif0"
  ) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    for type in types { try holdTakesBackItsOwnText(type, text) }
    try holdIsOneLine(quoted(text))
    _ = shellWord(text)
    if let network = try? IPv4Network(text) {
      let ends = [network.hostAddresses.lowerBound, network.hostAddresses.upperBound].map(IPv4Address.init(value:))
      try hold(ends.allSatisfy(network.contains), "\(network) has hosts outside")
    }
  }

  private static let types: [any TextValue.Type] = [
    IPv4Address.self, IPv6Address.self, IPAddress.self, IPv4Network.self, Port.self, Scheduler.self, TransactionID.self,
    HostName.self, ServiceName.self, TunnelName.self, InterfaceName.self, UserName.self, HostPath.self,
    SettingName.self, SettingValue.self, SSHAddress.self, LocalPath.self, Fingerprint.self,
  ]

  private static func holdTakesBackItsOwnText<Value: TextValue>(_ type: Value.Type, _ text: String) throws {
    let value: Value
    do throws(InvalidValue) { value = try Value(text) } catch { return try holdIsOneLine(error.description) }
    let again = try Value(value.text)
    try hold(again == value && again.text == value.text, "\(Value.self) \(text.debugDescription)")
  }
}
