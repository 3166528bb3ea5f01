import Model

/// All that is known of a data path whose proof has failed.
package struct PathEvidence: Hashable, Sendable {
  package var path: DataPath
  package var source: Endpoint
  package var attempt: Attempt
  /// What each director saw of the connection.
  package var directors: [DirectorEvidence]
  package var realserver: RealserverEvidence

  package init(
    path: DataPath, source: Endpoint, attempt: Attempt, directors: [DirectorEvidence], realserver: RealserverEvidence
  ) {
    self.path = path
    self.source = source
    self.attempt = attempt
    self.directors = directors
    self.realserver = realserver
  }
}

/// What a director saw of a connection, and how it is.
package struct DirectorEvidence: Hashable, Sendable {
  package var host: HostName
  package var count: SteeringCount
  /// Its live state is not as the inventory wants it in these.
  package var changes: [Change]
  package var findings: [Finding]
  /// What dropped packets meanwhile.
  package var obstacles: Obstacles

  package init(
    host: HostName, count: SteeringCount, changes: [Change], findings: [Finding], obstacles: Obstacles = .init()
  ) {
    self.host = host
    self.count = count
    self.changes = changes
    self.findings = findings
    self.obstacles = obstacles
  }
}

/// What a realserver saw of a connection, and how it is.
package struct RealserverEvidence: Hashable, Sendable {
  /// Its live state is not as the inventory wants it in these.
  package var changes: [Change]
  package var findings: [Finding]
  /// Its tunnels.
  package var tunnels: Set<InterfaceName>
  /// What it told before and after; nil where the system does not tell, or the host was not reached.
  package var before: Reception?
  package var after: Reception?
  /// What dropped packets meanwhile, and what would help them.
  package var obstacles: Obstacles

  package init(
    changes: [Change], findings: [Finding] = [], tunnels: Set<InterfaceName>, before: Reception?, after: Reception?,
    obstacles: Obstacles = .init()
  ) {
    self.obstacles = obstacles
    self.changes = changes
    self.findings = findings
    self.tunnels = tunnels
    self.before = before
    self.after = after
  }

  /// Packets that came out of its tunnels; nil if it does not tell.
  var unwrapped: Int? {
    guard let before, let after else { return nil }
    return tunnels.map { max(0, (after.received[$0] ?? 0) - (before.received[$0] ?? 0)) }.reduce(0, +)
  }

  /// Packets that IPsec dropped.
  var droppedByIPsec: Int {
    guard let before, let after else { return 0 }
    return max(0, after.droppedByIPsec - before.droppedByIPsec)
  }

  /// Packets that rp_filter dropped.
  var droppedByReversePath: Int {
    guard let before, let after else { return 0 }
    return max(0, after.droppedByReversePath - before.droppedByReversePath)
  }
}

/// The first layer at which packets stop.
package struct BrokenLayer: Hashable, Sendable {
  /// Where it is to be mended.
  package var host: HostName
  package var finding: Finding

  package init(host: HostName, finding: Finding) {
    self.host = host
    self.finding = finding
  }

  init(_ host: HostName, _ fault: Fault, _ about: Subject) {
    self.init(host: host, finding: Finding(fault, about: about))
  }
}
