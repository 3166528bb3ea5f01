import Model

extension ValueReader where Value == Bool {
  static var boolean: ValueReader {
    let words = ["yes", "no", "on", "off", "true", "false"]
    return choice(
      "truth value", ["true": true, "false": false],
      refused: .init(uniqueKeysWithValues: words.map { ($0, "write 'true' or 'false'") }))
  }
}

extension ValueReader where Value == IPv4Address {
  /// An IPv4 address that one host can have for its own.
  static var hostAddress: ValueReader {
    ValueReader { scalar throws(Mistake) in
      let address = try mask.read(scalar)
      guard let reason = address.reasonNotAHostAddress else { return address }
      throw Mistake("no host can have the address '\(address)'", reason)
    }
  }

  /// Four numbers, whatever they stand for.
  static var mask: ValueReader {
    ValueReader { scalar throws(Mistake) in
      guard (try? IPv6Address(scalar.text)) == nil else { throw .ipv6(scalar) }
      let parts = scalar.text.split(separator: "/", maxSplits: 1)
      if parts.count == 2, let address = try? IPv4Address(String(parts[0])) {
        throw Mistake(
          "\(quoted(scalar.text)) has a prefix length, and an address is wanted", "write it as '\(address)'")
      }
      return try text.read(scalar)
    }
  }
}

extension ValueReader where Value == IPv4Network {
  /// A range of which a host can have every address.
  static var hostRange: ValueReader {
    ValueReader { scalar throws(Mistake) in
      guard !scalar.text.contains(":") else { throw .ipv6(scalar) }
      let network = try text.read(scalar)
      for end in [network.hostAddresses.lowerBound, network.hostAddresses.upperBound] {
        guard let reason = IPv4Address(value: end).reasonNotAHostAddress else { continue }
        throw Mistake("no host can have every address of '\(network)'", reason)
      }
      return network
    }
  }
}

extension ValueReader where Value == IPv4Network {
  /// Any range, or a single address.
  static var network: ValueReader {
    ValueReader { scalar throws(Mistake) in
      guard !scalar.text.contains(":") else { throw .ipv6(scalar) }
      if !scalar.text.contains("/"), let address = try? IPv4Address(scalar.text) {
        return IPv4Network(containing: address, prefixLength: 32)
      }
      return try text.read(scalar)
    }
  }
}

extension ValueReader where Value == Port {
  /// A port of a virtual service: a number, or `all`.
  static var servicePort: ValueReader {
    ValueReader { scalar throws(Mistake) in
      if scalar.text == "all" { return .all }
      do throws(InvalidValue) { return try Port(scalar.text) } catch {
        throw Mistake("\(quoted(scalar.text)) is not a valid port", "\(error.reason), or 'all'")
      }
    }
  }

  /// A port that something listens on.
  static var listeningPort: ValueReader {
    ValueReader { scalar throws(Mistake) in
      Port(number: UInt16(try ValueReader<Int>.number("port", 1...65535).read(scalar)))
    }
  }
}

extension ValueReader where Value == HostKeyPolicy {
  /// `known`, or the fingerprint of the only key that is taken.
  static var hostKey: ValueReader {
    ValueReader { scalar throws(Mistake) in
      if scalar.text == "known" { return .known }
      do throws(InvalidValue) { return .pinned(try Fingerprint(scalar.text)) } catch {
        throw Mistake(
          "\(quoted(scalar.text)) is not a valid host key", "it is 'known', or 'SHA256:' and 43 characters of base 64")
      }
    }
  }
}

extension ValueReader where Value == OperatingSystem {
  static var system: ValueReader {
    // Solaris and illumos are one driver, which sees on the host which of them it is.
    return choice(
      "operating system", ["linux": .linux, "freebsd": .freebsd, "solaris": .solaris, "illumos": .solaris],
      refused: systemsRefused)
  }

  private static var systemsRefused: [String: String] {
    let without = ["openbsd", "netbsd", "macos"]
    var refused = Dictionary(uniqueKeysWithValues: without.map { ($0, "this version has no driver for it") })
    for system in ["omnios", "smartos", "openindiana"] { refused[system] = "it is an illumos: write 'illumos'" }
    for system in ["aix", "hpux"] {
      refused[system] =
        "it has no IPIP tunnels: a realserver there works with LVS/DR (same network) or LVS/NAT, without culvert"
    }
    return refused
  }
}

extension ValueReader where Value == Encapsulation {
  static var encapsulation: ValueReader {
    let notYet = "no driver does it yet: use 'ipip'"
    return choice("encapsulation", ["ipip": .ipip], refused: ["gre": notYet, "gue": notYet])
  }
}

extension ValueReader where Value == SegmentSize {
  /// `clamp`, or a number of bytes.
  static var segmentSize: ValueReader {
    ValueReader { scalar throws(Mistake) in
      if scalar.text == "clamp" { return .throughTunnel }
      do throws(InvalidValue) { return try SegmentSize(scalar.text) } catch {
        throw Mistake(
          "\(quoted(scalar.text)) is not a valid MSS",
          "it is 'clamp' (\(SegmentSize.throughTunnel) bytes, for networks of 1500), or a number from 536 to 65495")
      }
    }
  }
}

extension ValueReader where Value == Scheduler {
  static var scheduler: ValueReader { choice("scheduler", Scheduler.known.map { ($0.text, $0) }) }
}

extension ValueReader where Value == SchedulerFlag {
  /// A flag by its scheduler's own name: ip_vs prints `flag-1` as `sh-fallback` again, which would look like drift.
  static var schedulerFlag: ValueReader {
    let own = Value.allCases.filter { $0.scheduler != nil }.map { ($0.rawValue, $0) }
    let generic = Value.allCases.filter { $0.scheduler == nil }.map(\.rawValue)
    let remedy = advice(for: "", among: own.map(\.0))
    return choice("scheduler flag", own, refused: .init(uniqueKeysWithValues: generic.map { ($0, remedy) }))
  }
}

extension ValueReader where Value == Int {
  /// A number of connections, as `-x` and `-y` of ipvsadm(8) take it.
  static var threshold: ValueReader { number("threshold", 0...Int(Int32.max), unit: "connections") }
}

extension Mistake {
  fileprivate static func ipv6(_ scalar: YAMLScalar) -> Mistake {
    Mistake("\(quoted(scalar.text)) is IPv6", "no driver does IPv6 yet: use IPv4")
  }
}
