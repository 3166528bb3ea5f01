import Model

/// Who uses which address: each has one use in a cluster.
struct AddressBook {
  private var uses: [IPv4Address: (use: Use, owner: String)] = [:]

  /// What an address is for.
  enum Use {
    case host, login, vip, inner, peer

    fileprivate var words: String {
      switch self {
      case .host: "the address of"
      case .login: "where to log in on"
      case .vip: "the VIP of"
      case .inner: "an inner address of"
      case .peer: "the inner peer of"
      }
    }

    fileprivate var remedy: String {
      switch self {
      case .host: "give each host its own"
      case .login: "name the host's own address"
      case .vip: "choose an address that no host has: every realserver holds it, and so does the director"
      case .inner: "choose one that nothing else has"
      case .peer: "choose one that nothing else has, or take 'peer' out"
      }
    }

    /// Services share a VIP, hosts share a login's address behind port forwarding, and a host may be its own login.
    fileprivate func goes(with other: Use) -> Bool {
      switch (self, other) {
      case (.vip, .vip), (.login, .login), (.login, .host), (.host, .login): true
      default: false
      }
    }
  }

  /// All addresses that have a use.
  var addresses: Set<IPv4Address> { Set(uses.keys) }

  /// Notes a use, or reports that the address has another one.
  mutating func claim(_ address: Located<IPv4Address>?, as use: Use, of owner: String, _ report: Report) {
    guard let address else { return }
    guard let other = uses[address.value] else {
      uses[address.value] = (use, owner)
      return
    }
    if use.goes(with: other.use) { return }
    report.error(at: address.place, "'\(address.value)' is \(other.use.words) \(other.owner) already", use.remedy)
  }
}
