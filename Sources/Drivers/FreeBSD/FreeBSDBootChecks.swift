import Model

/// Why culvert must not edit rc.conf(5) on a host, with the file and the line.
struct FreeBSDBootChecks {
  let intent: HostIntent
  let observation: Observation
  let ownership: Ownership
  let desired: FreeBSDDesired

  private var facts: FreeBSDFacts { observation.freebsd }

  var findings: [Finding] {
    guard let values = facts.rcValues else { return [broken(at: desired.problem)] }
    if let problem = desired.problem { return [finding(problem)] }
    guard let conf = desired.conf else { return [] }
    return misread(conf, values) + overruled(conf, values) + unusual(values) + manual(conf) + rivals(conf)
  }

  private func finding(_ problem: RCConfProblem) -> Finding {
    Finding(.bootLinesUnclear(.file(problem.fault)), about: .place(problem.place))
  }

  /// The host's own shell cannot read the files.
  private func broken(at problem: RCConfProblem?) -> Finding {
    Finding(
      .bootFileBroken(problem?.fault, complaint: facts.rcComplaint),
      about: problem.map { .place($0.place) } ?? .named("rc.conf"))
  }

  /// What culvert reads and what the host's sh reads must be the same, or an edit would go by what is not so.
  private func misread(_ conf: RCConf, _ values: [String: [String]]) -> [Finding] {
    ["cloned_interfaces", "gif_interfaces", "network_interfaces"].compactMap { name in
      guard let sh = values[name] else { return nil }
      if let assignment = conf.last(name) {
        return difference(assignment, sh, conf, isList: true)
      }
      guard name != "network_interfaces", !sh.isEmpty, sh.map({ $0.uppercased() }) != ["NO"] else { return nil }
      return Finding(.bootLinesUnclear(.unknownFile(sh)), about: .named(name))
    }
  }

  private func difference(
    _ assignment: RCConf.Assignment, _ sh: [String], _ conf: RCConf, isList: Bool
  ) -> Finding? {
    guard let own = assignment.words, own != sh else { return nil }
    return Finding(
      .bootLinesUnclear(.readOtherwise(assignment.name, culvert: own, sh: sh, isList: isList)),
      about: .place(conf.place(of: assignment)))
  }

  /// A line of a managed interface that sh reads in another way, or that only sh sees, because rc.conf includes other files.
  private func overruled(_ conf: RCConf, _ values: [String: [String]]) -> [Finding] {
    desired.state.ownership.tunnels.keys.sorted().flatMap { name in
      let isMade = conf.makes(name, desired.state.live.tunnels[name], on: facts)
      return values.keys.filter { RCConf.isVariable($0, of: name.text) }.sorted().compactMap { variable in
        overruled(variable, values[variable] ?? [], conf, isMade: isMade)
      }
    }
  }

  private func overruled(_ variable: String, _ sh: [String], _ conf: RCConf, isMade: Bool) -> Finding? {
    if let assignment = conf.last(variable) { return difference(assignment, sh, conf, isList: false) }
    return isMade || sh.isEmpty ? nil : Finding(.bootLinesUnclear(.included(variable, sh)), about: .named(variable))
  }

  private func unusual(_ values: [String: [String]]) -> [Finding] {
    var findings: [Finding] = []
    if let word = values["netif_enable"]?.first, ["NO", "FALSE", "OFF", "0"].contains(word.uppercased()) {
      findings.append(Finding(.bootFilesUnusual(.noInterfaces(netif: word)), about: .named("netif_enable")))
    }
    let files = values["rc_conf_files"] ?? []
    if !files.isEmpty, files != [RCConf.main.text, RCConf.local.text] {
      findings.append(Finding(.bootFilesUnusual(.otherFiles(files)), about: .named("rc_conf_files")))
    }
    let networks = values["network_interfaces"] ?? []
    if !facts.prefersCloning, !networks.isEmpty, networks.map({ $0.lowercased() }) != ["auto"] {
      findings.append(Finding(.bootFilesUnusual(.listedInterfaces), about: .named("network_interfaces")))
    }
    return findings
  }

  /// Lines for an interface that is about to become culvert's, and that make something else of it, or could not be taken
  /// out again.
  private func manual(_ conf: RCConf) -> [Finding] {
    desired.state.ownership.tunnels.keys.sorted().compactMap { name in
      guard ownership.tunnels[name] == nil, let place = conf.place(naming: name) else { return nil }
      if conf.makes(name, desired.state.live.tunnels[name], on: facts) {
        var editor = RCConfEditor(conf)
        do throws(RCConfProblem) { try editor.remove(name) } catch { return finding(error) }
        return nil
      }
      return Finding(.bootLinesContrary(.rcConf(name)), about: .place(place))
    }
  }

  /// Lines that would make a second interface between the same ends, and get in its way at the next start.
  private func rivals(_ conf: RCConf) -> [Finding] {
    let names = desired.interfaceNames
    return intent.endpoints.compactMap { endpoint in
      guard let name = names[endpoint.role],
        let rival = conf.rival(between: endpoint.local, endpoint.remote, besides: name, on: facts),
        ownership.tunnels[rival.interface] == nil
      else { return nil }
      let lines = Fault.RivalLines.rcConf(
        rival.interface, TunnelEnds(endpoint), included: rival.included, isCertain: rival.isCertain)
      return Finding(.bootLinesRival(lines), about: .place(rival.place))
    }
  }
}
