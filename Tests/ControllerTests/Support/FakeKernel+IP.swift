import Model

/// ip(8) of iproute2.
extension FakeKernel {
  mutating func ip(_ words: ArraySlice<String>) throws(Ran) {
    let words = Array(words)
    switch words.prefix(2) {
    case ["tunnel", "add"]: try addTunnel(words.dropFirst(2))
    case ["tunnel", "change"]: try changeTunnel(words.dropFirst(2))
    case ["tunnel", "del"] where words.count == 3: try deleteTunnel(words[2])
    case ["link", "set"] where words.count == 5 && words[2] == "dev": try setLink(words[3], words[4])
    case ["addr", "add"]: try addAddress(words.dropFirst(2))
    case ["addr", "del"]: try deleteAddress(words.dropFirst(2))
    default: throw Ran(status: 255, text: "Object \"\(words.joined(separator: " "))\" is unknown, try \"ip help\".")
    }
  }

  // MARK: - Tunnels

  /// `NAME mode MODE local A remote B`.
  private func ends(_ words: ArraySlice<String>) throws(Ran) -> (name: String, ends: TunnelEnds) {
    let words = Array(words)
    guard words.count == 7, words[1] == "mode", words[3] == "local", words[5] == "remote" else {
      throw Ran(status: 255, text: "cannot determine tunnel mode (ipip, gre, vti or sit)")
    }
    guard words[0].utf8.count <= 15 else { throw Ran(status: 255, text: "\"\(words[0])\" not a valid ifname") }
    guard words[2] == "ipip" else { throw Ran(status: 1, text: "add tunnel \"gre0\" failed: not here") }
    return (words[0], TunnelEnds(mode: words[2], local: words[4], remote: words[6]))
  }

  /// No two tunnels of one mode have the same two ends; the message always names the fallback device.
  private func requireFree(_ ends: TunnelEnds, but name: String) throws(Ran) {
    let twin = devices.contains { $0.key != name && $0.value.tunnel == ends }
    if twin { throw Ran(status: 1, text: "add tunnel \"tunl0\" failed: File exists") }
  }

  private mutating func addTunnel(_ words: ArraySlice<String>) throws(Ran) {
    let (name, ends) = try ends(words)
    try load("ipip")
    guard devices[name] == nil else { throw Ran(status: 1, text: "add tunnel \"tunl0\" failed: File exists") }
    try requireFree(ends, but: name)
    devices[name] = newDevice(ends)
  }

  private mutating func changeTunnel(_ words: ArraySlice<String>) throws(Ran) {
    let (name, ends) = try ends(words)
    guard devices[name]?.tunnel != nil else { throw Ran(status: 1, text: "Cannot find device \"\(name)\"") }
    guard name != "tunl0" else { return }
    try requireFree(ends, but: name)
    devices[name]?.tunnel = ends
  }

  private mutating func deleteTunnel(_ name: String) throws(Ran) {
    guard devices[name]?.tunnel != nil else { throw Ran(status: 1, text: "Cannot find device \"\(name)\"") }
    if name != "tunl0" { devices[name] = nil }
  }

  private mutating func setLink(_ name: String, _ word: String) throws(Ran) {
    guard devices[name] != nil else { throw Ran(status: 1, text: "Cannot find device \"\(name)\"") }
    guard ["up", "down"].contains(word) else { throw Ran(status: 255, text: "Error: argument \"\(word)\" is wrong") }
    devices[name]?.isUp = word == "up"
  }

  // MARK: - Addresses

  /// `A/N dev X` or `A peer B/N dev X`.
  private func address(_ words: ArraySlice<String>) throws(Ran) -> (device: String, address: InnerAddress) {
    let words = Array(words)
    guard words.count == 3 || (words.count == 5 && words[1] == "peer"), words[words.count - 2] == "dev",
      let device = words.last
    else { throw Ran(status: 255, text: "Error: either \"local\" is duplicate, or a garbage") }
    guard devices[device] != nil else { throw Ran(status: 1, text: "Cannot find device \"\(device)\"") }
    let parts = words[words.count - 3].split(separator: "/").map(String.init)
    guard parts.count == 2, let first = try? IPv4Address(parts[0]), let length = Int(parts[1]), length <= 32 else {
      throw Ran(status: 1, text: "Error: any valid prefix is expected rather than \"\(parts)\".")
    }
    guard words.count == 5 else { return (device, InnerAddress(first, prefixLength: length)) }
    guard let own = try? IPv4Address(words[0]) else { throw Ran(status: 1, text: "Error: an inet prefix is expected") }
    return (device, InnerAddress(own, peer: first, prefixLength: length))
  }

  private mutating func addAddress(_ words: ArraySlice<String>) throws(Ran) {
    let (device, address) = try address(words)
    guard devices[device]?.addresses.contains(address) == false else {
      throw Ran(status: 2, text: "RTNETLINK answers: File exists")
    }
    devices[device]?.addresses.append(address)
    devices[device]?.addresses.sort()
  }

  private mutating func deleteAddress(_ words: ArraySlice<String>) throws(Ran) {
    let (device, address) = try address(words)
    guard devices[device]?.addresses.contains(address) == true else {
      throw Ran(status: 2, text: "RTNETLINK answers: Cannot assign requested address")
    }
    devices[device]?.addresses.removeAll { $0 == address }
  }
}
