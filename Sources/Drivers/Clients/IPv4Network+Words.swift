import Model

extension IPv4Network {
  /// What packet filters and routes name: a network, one host by its address alone, or `default` and `0/0` for all.
  init?(orHost word: String) {
    if word == "default" || word == "0/0" {
      self = .everywhere
    } else if let address = try? IPv4Address(word) {
      self.init(containing: address, prefixLength: 32)
    } else if let network = try? IPv4Network(word) {
      self = network
    } else {
      return nil
    }
  }
}
