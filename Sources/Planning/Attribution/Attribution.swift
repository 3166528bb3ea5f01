import Model

/// Says what differences on a host may come from, from what the host tells.
package struct Attribution: Sendable {
  private let traces: HostTraces
  /// Seconds since 1970: when the last transaction of culvert's began that the host confirmed, if there is one.
  private let since: Int?
  /// The words of that transaction: `transaction 7f3a09c2 of alice@desk`.
  private let last: String?
  /// What differs from how the transaction left the host; nil where that is not known.
  private let edits: [Change]?
  /// The words of a later transaction that could not be taken back, if there is one.
  private let unfinished: String?

  package init(traces: HostTraces, since: Int?, last: String?, edits: [Change]?, unfinished: String?) {
    self.traces = traces
    self.since = since
    self.last = last
    self.edits = edits
    self.unfinished = unfinished
  }

  /// What of a host is asked for these changes: files, and words that others may have in their commands and files.
  package static func terms(_ changes: [Change]) -> [String] {
    var seen: Set<String> = []
    return changes.flatMap(\.terms).filter { seen.insert($0).inserted }
  }

  /// The likeliest causes first, at most three; empty where the host tells nothing.
  package func causes(of change: Change) -> [Cause] {
    guard let last else { return [Cause(.told, .inventory, "culvert has confirmed nothing on this host yet")] }
    if let edits, !edits.contains(where: { $0.subject == change.subject }) {
      return [Cause(.told, .inventory, when: since, "the inventory asks for something else than \(last) did")]
    }
    let all = takenBack + commands(change) + restart(change) + edit(change) + packages(change) + managers(change)
    let causes = all.contains { $0.certainty == .told && $0.kind != .edit } ? all : all + logins(change)
    let ranked = causes.enumerated().sorted {
      (Cause.Certainty.allCases.firstIndex(of: $0.element.certainty) ?? 0, $0.offset)
        < (Cause.Certainty.allCases.firstIndex(of: $1.element.certainty) ?? 0, $1.offset)
    }
    return Array(ranked.map(\.element).prefix(3))
  }

  // MARK: - One kind each

  private var takenBack: [Cause] {
    unfinished.map { [Cause(.told, .transaction, "\($0) could not be taken back")] } ?? []
  }

  private func commands(_ change: Change) -> [Cause] {
    let spoken = traces.commands.filter { command in
      isSince(command.when) && command.mayChange && change.isSubject(of: command.text)
    }
    return spoken.suffix(2).reversed().map { command in
      let who = command.who.map { "\($0) ran with \(command.by)" } ?? "\(command.by) ran"
      return Cause(
        command.isVouched ? .told : .possible, .command, who: command.who ?? command.by, when: command.when,
        "\(who): \(visible(command.text, atMost: 200))")
    }
  }

  /// What a kernel has is gone with it; the boot files make it again, or should.
  private func restart(_ change: Change) -> [Cause] {
    guard change.face == .live, traces.wasRestarted == true else { return [] }
    let isLost = change.kind != .remove
    return [
      Cause(
        isLost ? .told : .possible, .restart, when: traces.bootedAt,
        isLost ? "the host was started anew, and its boot did not make it so" : "the host was started anew")
    ]
  }

  private func edit(_ change: Change) -> [Cause] {
    guard let (stamp, isFolder) = writing(of: change) else { return [] }
    let text = isFolder ? "its folder was changed" : "it was written, and is \(stamp.owner)'s"
    return [Cause(isFolder ? .likely : .told, .edit, who: isFolder ? nil : stamp.owner, when: stamp.written, text)]
  }

  /// What was installed when a file was written; for what the kernel has, only what is known to touch it.
  private func packages(_ change: Change) -> [Cause] {
    let written = writing(of: change)?.stamp.written
    let near = traces.packages.filter { package in
      if let written { return abs(package.when - written) <= 120 }
      return change.face == .live && isSince(package.when) && Self.touching.contains { package.text.contains($0) }
    }
    guard let package = near.last else { return [] }
    let others = near.count > 1 ? " and \(near.count - 1) more" : ""
    return [
      Cause(
        written == nil ? .possible : .likely, .package, when: package.when,
        "packages were changed: \(visible(package.text))\(others)")
    ]
  }

  private func managers(_ change: Change) -> [Cause] {
    let reported = reports(change)
    if !reported.isEmpty { return reported }
    let terms = Set(change.terms)
    let running = HostManager.allCases.filter { manager in manager.processes.contains { traces.programs.contains($0) } }
    let speaking = traces.mentions.filter { terms.contains($0.term) }.sorted { ($0.file, $0.term) < ($1.file, $1.term) }
    if let mention = speaking.first {
      let runs = running.first { mention.file.contains($0.title) }
      let text =
        mention.term.contains("*")
        ? "\(visible(mention.file)) sets \(mention.term), which udev applies to each new interface"
        : "\(runs.map { "\($0.title) runs, and " } ?? "")\(visible(mention.file)) speaks of it"
      return [Cause(.likely, .manager, who: runs?.title, text)]
    }
    guard change.face == .live, let touched = change.touched else { return [] }
    return running.filter { $0.touches.contains(touched) }.prefix(1).map { manager in
      Cause(.possible, .manager, who: manager.title, "\(manager.title) runs: it \(manager.does)")
    }
  }

  /// What such a program itself says of the thing since the last transaction.
  private func reports(_ change: Change) -> [Cause] {
    let terms = change.terms
    let spoken = traces.reports.filter { report in
      isSince(report.when) && terms.contains { report.text.contains($0) }
    }
    return spoken.suffix(1).map { report in
      Cause(
        .likely, .manager, who: report.by, when: report.when,
        "\(visible(report.by)) reports: \(visible(report.text, atMost: 200))")
    }
  }

  /// Who was there when a file was written; for what the kernel has, who was there since the last transaction.
  private func logins(_ change: Change) -> [Cause] {
    let written = writing(of: change)?.stamp.written
    let present = traces.logins.filter { login in
      let end = login.end ?? traces.now
      if let written { return login.begin <= written + 59 && written <= end }
      return since.map { end >= $0 } ?? true
    }
    let people = Set(present.map(\.who))
    guard let login = present.max(by: { $0.begin < $1.begin }) else { return [] }
    let others = people.count > 1 ? ", and \(people.count - 1) more" : ""
    return [
      Cause(
        written != nil && people.count == 1 ? .likely : .possible, .login, who: login.who, when: login.begin,
        "\(visible(login.who)) was logged in from \(visible(login.from))\(others)")
    ]
  }

  // MARK: - When

  /// The controller's clock and the host's need not agree to the second.
  private static let slack = 5

  private func isSince(_ moment: Int) -> Bool { moment >= (since ?? 0) - Self.slack }

  /// Whose a file is and when it was written since; of one that is gone, the same of its folder.
  private func writing(of change: Change) -> (stamp: HostTraces.Stamp, isFolder: Bool)? {
    guard let path = change[Files.self]?.key else { return nil }
    let folder = path.text.prefix(through: path.text.lastIndex(of: "/") ?? path.text.startIndex)
    let own = traces.stamps[path.text]
    guard let stamp = own ?? traces.stamps[String(folder)], isSince(stamp.written) else { return nil }
    return (stamp, own == nil)
  }

  /// Packages whose installation may change addresses, tunnels, ip_vs or settings.
  private static let touching = [
    "ipvsadm", "iproute", "ifupdown", "keepalived", "network-manager", "NetworkManager", "systemd", "netplan", "procps",
    "linux-image", "kernel",
  ]
}

extension HostTraces.LoggedCommand {
  /// Whether it is not one that only looks, as far as its words tell.
  fileprivate var mayChange: Bool {
    let words = textWords(text)
    let program = words.first?.split(separator: "/").last ?? ""
    if ["cat", "less", "more", "grep", "tail", "head", "ls", "stat", "diff", "ping", "tcpdump", "ss"].contains(program)
    {
      return false
    }
    if program == "sysctl" { return words.contains { $0.contains("=") } }
    let looks = ["show", "list", "status", "get", "-L", "-Ln", "-l", "-ln", "--list", "-S", "-Sn", "-a"]
    return !words.dropFirst().contains { word in looks.contains { $0 == word } } || words.contains("-r")
  }
}

extension Change {
  /// Whether a command speaks of the thing itself.
  fileprivate func isSubject(of command: String) -> Bool {
    // What is done to a destination names its service too.
    if self[Services.self] != nil, command.contains(" -r ") || command.contains(" --real-server ") { return false }
    return terms.contains { command.contains($0) }
  }

  /// What kind of thing it is for programs that manage such things.
  fileprivate var touched: HostManager.Touched? { content.touched }

  /// The file, or the words by which others call the thing.
  fileprivate var terms: [String] { content.terms }
}

extension AnyChange {
  fileprivate var touched: HostManager.Touched? { Kind.touched }
  fileprivate var terms: [String] { Kind.terms(typed) }
}
