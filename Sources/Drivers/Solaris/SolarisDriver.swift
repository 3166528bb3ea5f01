import Model

/// Solaris and illumos as realservers, and as ends of plain tunnels.
///
/// Written from the sources of OpenSolaris (2006, the generation of Solaris 10) and illumos, and from Oracle's manuals
/// for Solaris 11; it has never run on a real one. Two dialects: see `SolarisDialect`.
package struct SolarisDriver: RealserverDriver {
  package let system = OperatingSystem.solaris

  /// There is no /var/lib; /var/opt is where software that is not the system's own keeps such things (filesystem(5)).
  package let stateFolder = "/var/opt/culvert"

  package init() {}

  /// The agent finds the files /etc/hostname.ip.tunN by itself.
  package func probeArguments(for intent: HostIntent) -> [String] { SolarisBoot.scriptPaths.map { "file:\($0)" } }

  /// A Solaris host is no director.
  package func connectionArguments(of service: ServiceKey) -> [String] { [] }

  package func reception(
    _ output: ProbeOutput, at vip: Endpoint, from client: IPv4Address
  ) throws(ProbeError) -> Reception? {
    try SolarisReceptionParser(output: output, vip: vip, client: client).parse()
  }
}

extension Observation {
  /// The facts that only this driver's hosts have.
  var solaris: SolarisFacts {
    guard case .solaris(let facts) = facts else { preconditionFailure("these are not the facts of a Solaris host") }
    return facts
  }
}

extension Tunnel {
  /// Whether it joins the two addresses, each packet in another of IPv4 (`ip.tun` and dladm's type `ipv4`).
  func joins(_ endpoint: HostIntent.Endpoint) -> Bool {
    encapsulation == endpoint.encapsulation && local == .v4(endpoint.local) && remote == .v4(endpoint.remote)
  }
}
