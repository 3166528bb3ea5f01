import Model

extension FreeBSDDriver {
  /// What pf(4) or ipfw(4) would have to be told: the host does not say which of them it has, nor what they drop.
  ///
  /// That pf, with all blocked, needs both of these, was seen on FreeBSD 13.2; ipfw's are by
  /// its man page. (pf prints protocol 4 as ipencap; what it calls ipip is 94.)
  package func obstacles(_ output: ProbeOutput, between ends: PathEnds) throws(ProbeError) -> Obstacles? {
    let (director, realserver, vip) = (ends.director, ends.realserver, ends.vip)
    return Obstacles(
      rules: [
        .wrappedIn: FilterRules(
          pf: "pass in quick inet proto ipencap from \(director) to \(realserver)",
          ipfw: "ipfw add 1 allow ipencap from \(director) to \(realserver) in"),
        .service: FilterRules(
          pf: "pass in quick inet proto tcp from any to \(vip.address) port \(vip.port) no state",
          ipfw: "ipfw add 1 allow tcp from any to \(vip.address) \(vip.port)", isBothWays: true),
      ])
  }
}
