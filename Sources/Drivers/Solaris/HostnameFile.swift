import Model

/// What a file /etc/hostname.ip.tunN makes at boot: each line that is not empty is one call of `ifconfig ip.tunN inet …`,
/// after a `plumb`.
///
///     tsrc 192.168.5.11 tdst 192.168.5.1
///     192.168.5.200 192.0.2.1 netmask 255.255.255.255 up
///
/// The calls are followed word by word, as `HostnameCall` says; the methods read lines with `while read`, which joins a line
/// that ends with a backslash to the next, and leaves a last line without a newline at its end (net-init of OpenSolaris 2006
/// and 2007, net-iptun of illumos). There are no comments: a `#` is an address to ifconfig, a bad one, and ends its call.
struct HostnameFile: Hashable {
  /// The boot method that reads the file.
  enum Reader: Hashable, CaseIterable {
    /// svc:/network/initial of Solaris 10.
    case netInit
    /// svc:/network/iptun of illumos, which adds a last call, `up`.
    case netIptun
  }

  /// The two outer addresses of a tunnel, as far as they are known.
  struct Ends: Hashable {
    var local: IPv4Address?
    var remote: IPv4Address?
  }

  /// A logical interface; unit 0 is the tunnel's own.
  struct Unit: Hashable {
    var address: IPv4Address?
    var peer: IPv4Address?
    var isUp = false
  }

  /// What the boot gives the tunnel; meaningful where the file is understood.
  var ends = Ends()
  var units = [Unit()]
  /// The ends that the words name, whether or not the boot gets so far.
  private(set) var named = Ends()
  /// False where a word is not known, or a host's name that nobody has looked up.
  private(set) var isUnderstood = true

  init(_ bytes: [UInt8], readBy reader: Reader) {
    let lines = Self.lines(bytes)
    for words in lines.carriedOut where !words.isEmpty {
      var call = HostnameCall(words, readBy: reader)
      if !call.run(on: &self) { isUnderstood = false }
    }
    if reader == .netIptun { units[0].isUp = true }
    for words in lines.all { name(words) }
  }

  /// Whether the boot makes this tunnel of it.
  ///
  /// A netmask makes no difference to an address with a peer, and a logical interface that is down takes no packets.
  func makes(_ tunnel: Tunnel) -> Bool {
    guard isUnderstood, let local = ends.local, let remote = ends.remote else { return false }
    let wanted = Set(tunnel.addresses.map { Unit(address: $0.address, peer: $0.peer, isUp: true) })
    return tunnel.isUp && tunnel.local == .v4(local) && tunnel.remote == .v4(remote)
      && Set(units.filter { $0.isUp && $0.address != nil }) == wanted
  }

  /// Whether the boot makes a tunnel with these ends of it, or may do so.
  func joins(_ endpoint: HostIntent.Endpoint) -> Bool {
    (isUnderstood ? ends : named) == Ends(local: endpoint.local, remote: endpoint.remote)
  }

  /// Whether somebody wrote it for these ends, whatever the boot makes of it.
  func isMeant(for endpoint: HostIntent.Endpoint) -> Bool {
    named == Ends(local: endpoint.local, remote: endpoint.remote)
  }

  // MARK: - Reading

  private mutating func name(_ words: [String]) {
    for (word, next) in zip(words, words.dropFirst()) {
      if word == "tsrc" { named.local = try? IPv4Address(next) }
      if word == "tdst" { named.remote = try? IPv4Address(next) }
    }
  }

  /// The words of each line: of those that `while read` hands on, and of these and the last one.
  private static func lines(_ bytes: [UInt8]) -> (carriedOut: [[String]], all: [[String]]) {
    var lines: [[UInt8]] = [[]]
    var isEscaped = false
    for byte in bytes {
      if isEscaped {
        isEscaped = false
        // A newline behind a backslash ends nothing.
        if byte != newline { lines[lines.count - 1].append(byte) }
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == newline {
        lines.append([])
      } else {
        lines[lines.count - 1].append(byte)
      }
    }
    let all = lines.map(words)
    return (all.dropLast(), all)
  }

  private static func words(_ line: [UInt8]) -> [String] {
    line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static let newline = UInt8(ascii: "\n")

  // MARK: - Writing

  /// The file that makes a tunnel, in words that both methods take: the ends first, and `up` last.
  ///
  /// The netmask is always that of one address: ifconfig's own guess goes by the old classes, and to an address with a peer
  /// it makes no difference.
  static func bytes(for tunnel: Tunnel) -> [UInt8] {
    guard let local = tunnel.local, let remote = tunnel.remote else { return [] }
    var lines = ["tsrc \(local) tdst \(remote)"]
    for (place, address) in tunnel.addresses.sorted().enumerated() {
      let peer = address.peer.map { " \($0)" } ?? ""
      lines.append("\(place == 0 ? "" : "addif ")\(address.address)\(peer) netmask 255.255.255.255 up")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}

extension InnerAddress {
  /// As ifconfig takes it; it is always given, for ifconfig's own guess goes by the old classes of addresses.
  var solarisNetmask: IPv4Address {
    IPv4Address(value: prefixLength == 0 ? 0 : ~0 << UInt32(32 - prefixLength))
  }
}
