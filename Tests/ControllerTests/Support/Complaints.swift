import Model

/// What is wrong with a cluster at this instant.
func complaints(_ kernels: [HostName: FakeKernel]) -> [String] {
  let services = kernels[Example.director]?.services.filter { $0.key.contains("198.18.") } ?? [:]
  let unready = services.flatMap { key, service in
    service.destinations.filter { $0.value.weight > 0 }.keys.filter { !isReady($0, for: key, kernels) }
      .map { "\(key) sends to \($0), which is not ready" }
  }
  // With quiesced destinations only, it refuses new clients: that is what a service that goes is to do.
  let served = services.filter { !$0.value.destinations.isEmpty }.keys.map(address)
  let vips = kernels[Example.director]?.devices["lo"]?.addresses.map(\.address.text).filter { $0 != "127.0.0.1" }
  let idle = (vips ?? []).filter { !served.contains($0) }.map {
    "the VIP \($0) is on the director, and nobody serves it"
  }
  let loud = [Example.web1, Example.web2].filter { host in
    let hasVIP = kernels[host]?.devices["lvs-lb1"]?.addresses.isEmpty == false
    return hasVIP && (kernels[host]?.value(of: "eth0", "arp_ignore") ?? 0) < 1
  }
  return unready + idle + loud.map { "\($0) has a VIP and answers ARP for it" }
}

private func isReady(_ destination: String, for key: String, _ kernels: [HostName: FakeKernel]) -> Bool {
  let host = Example.addresses.first { destination.hasPrefix("\($0.value):") }?.key
  guard let device = host.flatMap({ kernels[$0]?.devices["lvs-lb1"] }) else { return false }
  return device.isUp && device.conf.values["rp_filter"] == 2
    && device.addresses.contains { $0.address.text == address(key) }
}

/// The VIP of `-t VIP:PORT`.
private func address(_ key: String) -> String {
  key.split(separator: " ").last?.split(separator: ":").first.map(String.init) ?? key
}
