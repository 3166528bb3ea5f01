import Model

extension InventoryDraft {
  /// Reports mentions of hosts that there are none of, and hosts that nothing mentions.
  func checkMentions(_ report: Report) {
    let names = hosts.drafts.map(\.name.value)
    let strangers = mentions.filter { [known = Set(names)] in !known.contains($0.value) }
    if hosts.isComplete {
      for stranger in strangers { report.error(at: stranger.place, Self.unknownHost(stranger.value, names)) }
    }
    guard mentionsAreComplete, strangers.isEmpty else { return }
    let mentioned = Set(mentions.map(\.value))
    for host in hosts.drafts where !mentioned.contains(host.name.value) && !host.isClient {
      report.warning(
        at: host.name.place, "nothing uses host '\(host.name.value)'",
        "name it in 'directors', 'services' or 'tunnels', write 'role: client' if it is for verify --from, or take it out"
      )
    }
  }

  private static func unknownHost(_ name: HostName, _ names: [HostName]) -> Mistake {
    let suggestion = nearest(to: name.text, among: names.map(\.text))
    return Mistake(
      "there is no host '\(name)'",
      suggestion.map { "did you mean '\($0)'; if not, add it under 'hosts'" } ?? "add it under 'hosts'")
  }
}
