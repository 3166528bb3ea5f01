import Model

/// The lines of what was there before culvert had it.
extension Ownership {
  var foundLines: [String] {
    var lines = foundAddresses.map { "found-address \($0.recordWords)" }
    lines += foundServices.compactMap { key in key.recordWords.map { "found-service \($0)" } }
    lines += foundDestinations.compactMap { key in
      key.service.recordWords.map { "found-destination \($0) \(key.address) \(key.port)" }
    }
    return lines
  }

  mutating func readFound(_ words: [String]) throws(InvalidValue) {
    switch (words[0], words.count) {
    case ("found-address", 4...5): foundAddresses.insert(try InterfaceAddress(recordWords: words))
    case ("found-service", 4): foundServices.insert(try ServiceKey(recordWords: words))
    case ("found-destination", 6):
      foundDestinations.insert(
        DestinationKey(
          service: try ServiceKey(recordWords: words), address: try .init(words[4]), port: try .init(words[5])))
    default: throw Self.unknown(words)
    }
  }
}

extension InterfaceAddress {
  var recordWords: String {
    let peer = address.peer.map { " \($0)" } ?? ""
    return "\(interface) \(address.address) \(address.prefixLength)\(peer)"
  }

  /// The words after the first.
  init(recordWords words: [String]) throws(InvalidValue) {
    let peer: IPv4Address? = words.count == 5 ? try .init(words[4]) : nil
    guard let length = decimal(words[3], below: 33) else { throw Ownership.unknown(words) }
    self.init(
      interface: try .init(words[1]), address: InnerAddress(try .init(words[2]), peer: peer, prefixLength: length))
  }
}

extension ServiceKey {
  /// Nil for a service that is never culvert's.
  var recordWords: String? {
    guard case .address(let address, let proto, let port) = self else { return nil }
    return "\(proto.rawValue) \(address) \(port)"
  }

  /// The words after the first.
  init(recordWords words: [String]) throws(InvalidValue) {
    guard let proto = TransportProtocol(rawValue: words[1]) else { throw Ownership.unknown(words) }
    self = .address(try .init(words[2]), proto, try .init(words[3]))
  }
}
