import Model

/// One call of ifconfig(1M) for a tunnel at boot: words from left to right, each done at once; the first that fails ends the
/// call, and what was done stays (ifconfig.c of OpenSolaris 2006 and of illumos).
///
/// Where the two differ:
/// - Solaris 10 takes no `tsrc` and `tdst` once a logical interface is up (EAGAIN; tun.c), illumos does.
/// - Solaris 10 sets an address at its word; illumos at the next keyword or at the end, together with its peer, and not at
///   all if the call ends before.
struct HostnameCall {
  private var words: ArraySlice<String>
  private let reader: HostnameFile.Reader
  /// The netmask of the call, wherever it stands; ifconfig looks for it first.
  private let mask: UInt32?
  /// The logical interface that the words are about.
  private var current = 0
  private var hasAddress = false
  /// What illumos has not yet set.
  private var pending: HostnameFile.Unit?
  /// What ends the call, and whether what came of it is known.
  private enum End: Error { case failed, unknown }

  init(_ words: [String], readBy reader: HostnameFile.Reader) {
    self.words = words[...]
    self.reader = reader
    let masks = zip(words, words.dropFirst()).filter { $0.0 == "netmask" }
    mask = masks.last.flatMap { Self.mask($0.1) }
  }

  /// Carries the call out on what earlier ones have left.
  /// - Returns: False where it cannot be told what becomes of it.
  mutating func run(on file: inout HostnameFile) -> Bool {
    do throws(End) {
      while let word = words.popFirst() { try run(word, on: &file) }
      try settle(&file)
      return true
    } catch {
      return error == .failed
    }
  }

  // MARK: - Words

  private mutating func run(_ word: String, on file: inout HostnameFile) throws(End) {
    guard Self.keywords.contains(word) || Self.harmless[word] != nil else { return try take(address(word), &file) }
    try settle(&file)
    switch word {
    case "up": file.units[current].isUp = true
    case "down": file.units[current].isUp = false
    case "tsrc": file.ends.local = try end(file)
    case "tdst": file.ends.remote = try end(file)
    case "addif": try add(address(next()), &file)
    case "destination": file.units[current].peer = try usable(address(next()))
    case "netmask": try skipMask()
    default: if let range = Self.harmless[word], let range { try skipNumber(range) }
    }
  }

  private static let keywords: Set<String> = ["up", "down", "tsrc", "tdst", "addif", "destination", "netmask"]

  /// Words that make no difference to what comes in, with the numbers that they may be given; none if they take none.
  private static let harmless: [String: ClosedRange<Int>?] = [
    "mtu": 1280...1480, "metric": 0...65_535, "thoplimit": 1...255, "-trailers": nil, "trailers": nil, "arp": nil,
    "-arp": nil, "private": nil, "-private": nil, "deprecated": nil, "-deprecated": nil, "router": nil, "-router": nil,
  ]

  private mutating func next() throws(End) -> String {
    guard let word = words.popFirst() else { throw .failed }
    return word
  }

  /// An address in dots.
  ///
  /// What can be no host's name fails; a name may stand for any address.
  private func address(_ word: String) throws(End) -> IPv4Address {
    if let address = try? IPv4Address(word) { return address }
    let isPattern = word.contains { "*?[".contains($0) }
    let isName = word.utf8.allSatisfy { Self.nameLetters.contains($0) }
    // Each line of the file is behind `inet` already; a second one is an address to ifconfig.
    throw isPattern || (isName && word != "inet") ? .unknown : .failed
  }

  private static let nameLetters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:/".utf8)

  private mutating func end(_ file: HostnameFile) throws(End) -> IPv4Address {
    let address = try address(next())
    if reader == .netInit, current != 0 || file.units.contains(where: \.isUp) { throw .failed }
    return address
  }

  private mutating func skipMask() throws(End) {
    let word = try next()
    guard word == "+" || Self.mask(word) != nil else { throw .unknown }
  }

  private static func mask(_ word: String) -> UInt32? {
    word.hasPrefix("0x") ? UInt32(word.dropFirst(2), radix: 16) : (try? IPv4Address(word))?.value
  }

  private mutating func skipNumber(_ range: ClosedRange<Int>) throws(End) {
    guard let number = Int(try next()), range.contains(number) else { throw .unknown }
  }

  // MARK: - Addresses

  /// A word that is an address: the first is the logical interface's own, the next its peer.
  private mutating func take(_ address: IPv4Address, _ file: inout HostnameFile) throws(End) {
    if !hasAddress {
      hasAddress = true
      pending = HostnameFile.Unit(address: address)
      if reader == .netInit { try settle(&file) }
    } else if pending != nil {
      guard pending?.peer == nil else { throw .failed }
      pending?.peer = address
    } else {
      file.units[current].peer = try usable(address)
    }
  }

  private mutating func settle(_ file: inout HostnameFile) throws(End) {
    guard let unit = pending else { return }
    pending = nil
    if let address = unit.address {
      file.units[current].address = address.value == 0 ? nil : try usable(address)
    }
    if let peer = unit.peer { file.units[current].peer = try usable(peer) }
  }

  private mutating func add(_ address: IPv4Address, _ file: inout HostnameFile) throws(End) {
    file.units.append(HostnameFile.Unit())
    current = file.units.count - 1
    hasAddress = true
    file.units[current].address = address.value == 0 ? nil : try usable(address)
  }

  /// The kernel takes no address that is its network's own or the broadcast of it (ip_addr_ok_v4); without a netmask, the
  /// network goes by the old classes.
  private func usable(_ address: IPv4Address) throws(End) -> IPv4Address {
    let mask = mask ?? Self.classMask(address)
    guard mask != .max else { return address }
    guard address.value & ~mask != 0, address.value | mask != .max else { throw .failed }
    return address
  }

  private static func classMask(_ address: IPv4Address) -> UInt32 {
    switch address.value >> 28 {
    case 0..<8: 0xff00_0000
    case 8..<12: 0xffff_0000
    default: 0xffff_ff00
    }
  }
}
