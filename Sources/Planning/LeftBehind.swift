import Model

extension Cluster {
  /// The hosts that were left behind: all that can be reached and are not up to date with the last transaction, and
  /// those that are joined to one of them by plain tunnels; where a director is among them, all hosts.
  ///
  /// No host tells that it was skipped, since nobody could write it down there. That it lacks what others have
  /// confirmed tells it; a host that had no part in the transaction is told from it only by having nothing to do.
  package func leftBehind(reached: Set<HostName>, upToDate: Set<HostName>) -> Set<HostName> {
    var left = reached.subtracting(upToDate)
    while let other = tunnels.lazy.compactMap({ next(of: $0, reached, left) }).first { left.insert(other) }
    return directors.contains { left.contains($0.host) } ? reached : left
  }

  /// The end of a tunnel that is not yet among those left behind, while the other one is.
  private func next(of tunnel: PointToPointTunnel, _ reached: Set<HostName>, _ left: Set<HostName>) -> HostName? {
    guard tunnel.ends.contains(where: left.contains) else { return nil }
    return tunnel.ends.first { reached.contains($0) && !left.contains($0) }
  }
}
