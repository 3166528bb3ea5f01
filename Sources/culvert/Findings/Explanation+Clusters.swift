import Model

/// The pages of what other inventories, and earlier states of this one, have left.
extension Explanation {
  static let otherCluster = Explanation(
    .otherCluster, "managed resources belong to another cluster",
    """
    Each host records which inventory its managed resources come from: its `cluster:`, the file, and who ran culvert. The \
    resources here come from another inventory, and this one would change or remove them.

    If both inventories are one cluster, give both the same `cluster:`. If the other cluster is given up, \
    `--take-over NAME` lets this one have its resources; NAME is `unnamed` for an inventory without `cluster:`. Without a name, an \
    inventory is taken for another one if it is another file and has no service and no tunnel in common with what is recorded.
    """)

  static let lostHost = Explanation(
    .lostHost, "a managed host is no longer in the inventory",
    """
    Another host's record names it: a director its realservers, a realserver its directors, a tunnel end the other one. The inventory \
    has no host of that name or address any more. Its tunnels, VIPs and boot files stay as they are, because culvert only logs in on hosts \
    of the inventory.

    `culvert down --host NAME` takes everything off that host; it logs in as recorded. If the host is gone for good, \
    `culvert down --host NAME --on-unreachable skip` forgets it. Next time, leave the host in `hosts:` for one more \
    `culvert up`, and take it out then.
    """)

  static let driftedReturn = Explanation(
    .driftedReturn, "the state to return to was drifted",
    """
    A rollback restores the state before a transaction. That state already differed from what the transaction before had left: somebody \
    had changed it by hand, and this transaction repaired it. The rollback would bring the damage back.

    To repair something else, edit the inventory and run `culvert up`. To go back all the same: --force.
    """)
}
