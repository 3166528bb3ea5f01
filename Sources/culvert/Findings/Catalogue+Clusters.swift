import Model

/// What culvert says of what other inventories, and earlier states of this one, have left.
extension Catalogue {
  static let otherCluster = Entry(
    .otherCluster, "managed resources belong to another cluster",
    """
    Each host records which inventory its managed resources come from: its `cluster:`, the file, and who ran culvert. The \
    resources here come from another inventory, and this one would change or remove them.

    If both inventories are one cluster, give both the same `cluster:`. If the other cluster is given up, \
    `--take-over NAME` lets this one have its resources; NAME is `unnamed` for an inventory without `cluster:`. Without a name, an \
    inventory is taken for another one if it is another file and has no service and no tunnel in common with what is recorded.
    """
  ) { (facts: (recorded: Origin?, own: ClusterName?)) in
    let recorded = facts.recorded
    let name = recorded?.cluster?.text ?? ClusterName.unnamed
    let owner = recorded?.cluster.map { "cluster \($0)" } ?? "an inventory without a name"
    let from = recorded.map { ", from \($0.file), by \($0.owner), since \(CivilTime(seconds: $0.since))" } ?? ""
    let own = facts.own.map { "is cluster \($0)" } ?? "has no 'cluster:'"
    let note =
      recorded?.cluster == nil
      ? "if they are this inventory's" : "if that cluster is given up; 'cluster: \(name)' if this is its inventory"
    return .init(
      why: "they belong to \(owner)\(from); this inventory \(own)",
      remedy: .culvert(["up", "--take-over", name], note: note))
  }

  static let lostHost = Entry(
    .lostHost, "a managed host is no longer in the inventory",
    """
    Another host's record names it: a director its realservers, a realserver its directors, a tunnel end the other one. The inventory \
    has no host of that name or address any more. Its tunnels, VIPs and boot files stay as they are, because culvert only logs in on hosts \
    of the inventory.

    `culvert down --host NAME` takes everything off that host; it logs in as recorded. If the host is gone for good, \
    `culvert down --host NAME --on-unreachable skip` forgets it. Next time, leave the host in `hosts:` for one more \
    `culvert up`, and take it out then.
    """
  ) { (host: Fault.LostHost) in
    switch host {
    case .unnamed:
      .init(
        why: "managed services send to it, and no host of the inventory has the address; "
          + "what culvert made on it stays there",
        remedy: .words("put the host back into 'hosts:', run culvert up, and take it out then"))
    case .named(let name, let until):
      .init(
        why:
          "it was managed\(until.map { " until \(CivilTime(seconds: $0))" } ?? "") and is no longer in the inventory; "
          + "what culvert made on it stays there",
        remedy: .culvert(["down", "--host", name.text], note: "or keep it in the inventory"))
    }
  }

  static let driftedReturn = Entry(
    .driftedReturn, "the state to return to was drifted",
    """
    A rollback restores the state before a transaction. That state already differed from what the transaction before had left: somebody \
    had changed it by hand, and this transaction repaired it. The rollback would bring the damage back.

    To repair something else, edit the inventory and run `culvert up`. To go back all the same: --force.
    """
  ) { (facts: (drifted: [Subject], unserved: [String])) in
    let things = Set(facts.drifted.map(\.description)).sorted().joined(separator: ", ")
    return .init(
      why: "it was drifted (\(things)): \(facts.unserved.joined(separator: ", ")) will not be served",
      remedy: .culvert(["up"], note: "to stay; culvert rollback --force CV067 to go back all the same"))
  }
}
