import Drivers
import Inventory
import Model
import Planning

extension Subject {
  static let inventory = Subject(
    name: "inventory", longest: 8192, samples: ["Tests/InventoryTests/Fixtures", "inventory"],
    words: """
      culvert: hosts: directors: services: tunnels: defaults: address: os: ssh: become: user: port: identity: host-key: \
      algorithms: legacy vip: scheduler: realservers: weight: upper-threshold: lower-threshold: persistence: netmask: \
      linux freebsd solaris illumos sudo doas pfexec none all tcp udp wlc mh sh forward: vip-interface: inner-peers: \
      ends: encapsulation: ipip [ ] { } , ': ' '- ' | > & * ! << ? --- ... 192.0.2.1 198.18.0.0/24
      """
  ) { bytes in
    let result = InventoryReader.read(bytes, file: "f")
    let hasErrors = result.diagnostics.contains { $0.severity == .error }
    try hold((result.cluster == nil) == hasErrors, "a cluster and errors, or neither")
    let lines = lineLengths(bytes)
    for diagnostic in result.diagnostics {
      try holdIsOneLine(diagnostic.description)
      try hold(lines.indices.contains(diagnostic.line - 1), "there is no such line: \(diagnostic)")
      try hold((1...lines[diagnostic.line - 1] + 1).contains(diagnostic.column), "no such column: \(diagnostic)")
    }
    if let cluster = result.cluster { try holdCanBeMade(cluster) }
  }

  /// How many characters each line has, its end included.
  private static func lineLengths(_ bytes: [UInt8]) -> [Int] {
    var lengths = [0]
    let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
    for (place, scalar) in scalars.enumerated() where scalar != "\u{FEFF}" || place > 0 {
      lengths[lengths.count - 1] += 1
      let isSplit = scalar == "\r" && place + 1 < scalars.count && scalars[place + 1] == "\n"
      if scalar == "\n" || (scalar == "\r" && !isSplit) { lengths.append(0) }
    }
    return lengths
  }

  /// Goes the way of `culvert render`: what the inventory may say, every driver can make.
  private static func holdCanBeMade(_ cluster: Cluster) throws {
    for host in cluster.hosts.prefix(16) {
      let driver = host.system.driver
      let bare = driver.bareObservation(for: cluster.intent(for: host))
      try visit(driver, bare, [cluster.intent(for: host)])
    }
  }
}
