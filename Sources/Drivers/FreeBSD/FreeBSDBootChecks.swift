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

  private func finding(_ problem: RCConfProblem, remedy: Remedy? = nil) -> Finding {
    Finding(
      .bootLinesUnclear, about: .named(problem.place), why: problem.reason, remedy: remedy ?? .words(problem.remedy))
  }

  /// The host's own shell cannot read the files.
  private func broken(at problem: RCConfProblem?) -> Finding {
    let complaint = facts.rcComplaint.isEmpty ? "it ends before its last line" : visible(facts.rcComplaint, atMost: 200)
    return Finding(
      .bootFileBroken, about: .named(problem?.place ?? "rc.conf"),
      why: "the host's own sh does not read it to its end: \(problem.map { "\($0.reason); " } ?? "")\(complaint)",
      remedy: .words(
        "correct it; sh names the line: sh -c '. /etc/defaults/rc.conf; . /etc/rc.conf'"))
  }

  /// What culvert reads and what the host's sh reads must be the same, or an edit would go by what is not so.
  private func misread(_ conf: RCConf, _ values: [String: [String]]) -> [Finding] {
    ["cloned_interfaces", "gif_interfaces", "network_interfaces"].compactMap { name in
      guard let sh = values[name] else { return nil }
      if let assignment = conf.last(name) {
        guard let own = assignment.words, own != sh else { return nil }
        return finding(
          conf.problem(
            assignment,
            "culvert reads \(quoted(own.joined(separator: " "))), the host's sh reads \(quoted(sh.joined(separator: " ")))"
          ),
          remedy: .words("set '\(name)' plainly, in one of /etc/rc.conf, /etc/rc.conf.local and /etc/rc.conf.d/network")
        )
      }
      guard name != "network_interfaces", !sh.isEmpty, sh.map({ $0.uppercased() }) != ["NO"] else { return nil }
      return Finding(
        .bootLinesUnclear, about: .named(name),
        why: "it is set to \(quoted(sh.joined(separator: " "))) in a file that culvert does not know",
        remedy: .words("set it in /etc/rc.conf"))
    }
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
    let remedy = Remedy.words("set '\(variable)' in one place, in /etc/rc.conf")
    guard let assignment = conf.last(variable) else {
      guard !isMade, !sh.isEmpty else { return nil }
      let why = "it is set to \(quoted(sh.joined(separator: " "))) in a file that rc.conf includes"
      return Finding(.bootLinesUnclear, about: .named(variable), why: why, remedy: remedy)
    }
    guard let own = assignment.words, own != sh else { return nil }
    let why =
      "culvert reads \(quoted(own.joined(separator: " "))), the host's sh reads \(quoted(sh.joined(separator: " ")))"
    return finding(conf.problem(assignment, why), remedy: remedy)
  }

  private func unusual(_ values: [String: [String]]) -> [Finding] {
    var findings: [Finding] = []
    if let word = values["netif_enable"]?.first, ["NO", "FALSE", "OFF", "0"].contains(word.uppercased()) {
      findings.append(
        Finding(
          .bootFilesUnusual, about: .named("netif_enable"),
          why: "it is \(quoted(word)): rc.d/netif sets up no interface at boot",
          remedy: .words("set netif_enable to YES, or take the line out")))
    }
    let files = values["rc_conf_files"] ?? []
    if !files.isEmpty, files != [RCConf.main.text, RCConf.local.text] {
      findings.append(
        Finding(
          .bootFilesUnusual, about: .named("rc_conf_files"),
          why: "it is set to \(quoted(files.joined(separator: " ")))",
          remedy: .words("let it be what /etc/defaults/rc.conf says")))
    }
    let networks = values["network_interfaces"] ?? []
    if !facts.prefersCloning, !networks.isEmpty, networks.map({ $0.lowercased() }) != ["auto"] {
      findings.append(
        Finding(
          .bootFilesUnusual, about: .named("network_interfaces"),
          why: "it names the interfaces one by one, and a gif would not be set up at boot",
          remedy: .words("set it to AUTO")))
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
      return Finding(
        .bootLinesContrary, about: .named(place.place),
        why: "at the next start it makes something else of \(name) than the inventory wants",
        remedy: .words("correct these lines, or take them out: culvert then writes its own"))
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
      return Finding(
        .bootLinesRival, about: .named(rival.place.place),
        why: "\(rival.place.reason) at the next boot, and there can be one only",
        remedy: .words(
          "correct the lines for \(rival.interface) to what the inventory wants (culvert then adopts it), or give it other ends"
        ))
    }
  }
}
