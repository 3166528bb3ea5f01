import Model

/// What culvert says of what somebody else has on the host.
extension Catalogue {
  static let rivalAtBoot = Entry(
    .rivalAtBoot, "something else restores virtual services at boot",
    """
    Debian's init script of ipvsadm (AUTO=true in /etc/default/ipvsadm) and RHEL's ipvsadm.service clear the whole table and load one of \
    their own, at boot, at a restart of the service and at an upgrade of the package. What culvert set up is gone then, and every \
    connection with it.

    The finding has the command that switches it off, without stopping it now, which would clear the table: culvert's own boot script restores \
    what is culvert's.
    """
  ) { (rival: Fault.BootRival) in
    switch rival {
    case .initScript(let command):
      .init(why: "with AUTO=true it clears and restores the virtual services itself", remedy: .run([command]))
    case .unit(let command):
      .init(why: "it is enabled, and clears and restores the virtual services itself", remedy: .run([command]))
    }
  }

  static let rivalUnclear = Entry(
    .rivalUnclear, "keepalived's configuration has services that culvert cannot tell",
    """
    culvert and keepalived must not write the same virtual service: keepalived deletes it when it stops, and sets weights as its checks \
    say. A line that names a service by a variable cannot be compared with the inventory.

    Write the address there as it is. If you know that none of these services is in the inventory: --force.
    """
  ) { (line: String) in
    .init(
      why: "culvert cannot tell which virtual service \(quoted(line)) in /etc/keepalived is",
      remedy: .words("write it there without variables, or take it out"))
  }

  static let rivalService = Entry(
    .rivalService, "keepalived has the same virtual service",
    """
    Two writers of one virtual service undo each other's work: keepalived sets weights as its checks say, leaves in what it finds, and \
    deletes the service with all that is in it when it stops.

    Take the service out of keepalived's configuration and reload it, or out of the inventory.
    """
  ) { (facts: (program: String, file: String)) in
    .init(
      why: "\(facts.program) has it in \(facts.file); two writers would undo each other's work",
      remedy: .words("take it out of \(facts.program)'s configuration, or out of the inventory"))
  }

  static let twinTunnel = Entry(
    .twinTunnel, "another tunnel already joins the same ends",
    """
    A kernel gives a packet to one tunnel, which it finds by the two outer addresses, and takes no second one of the same \
    kind between them. This one is not culvert's.

    Remove it now and from what makes it at boot; the finding has the command for now. Then culvert makes one of its own.
    """
  ) { (twin: Fault.Twin) in
    switch twin {
    case .linux(let name, let ends):
      .init(
        why: "it already joins \(words(ends)), and the kernel takes no second one",
        remedy: .words(
          "it is not culvert's: if nobody needs it, whoever made it takes it away (ip link del \(name)), and out of what makes "
            + "it at boot"))
    case .freebsd(let name, let ends):
      .init(
        why: "it already joins \(words(ends)), and the kernel takes no second one",
        remedy: .words(
          "give it a gif's own name, so that culvert can adopt it (ifconfig \(name) name gifN, and the same in rc.conf), "
            + "or other ends"))
    case .solaris(let name, let ends, let origin, let removal, let isPairTaken):
      .init(
        why: "unmanaged tunnel (\(words(origin))) between the same ends, \(words(ends)): "
          + (isPairTaken ? "only one of the two gets the packets" : "the system binds only one"),
        remedy: .words(
          "ask the owner of \(name) to remove it (\(words(removal))\(also(origin))), then run 'culvert up'"))
    }
  }

  private static func words(_ origin: Fault.Twin.Origin) -> String {
    switch origin {
    case .file(let path): "made at boot by \(path)"
    case .store: "in the store of dladm"
    case .ifconfig: "made by ifconfig, in no boot file"
    case .dladm: "made by dladm, not in its store"
    }
  }

  private static func also(_ origin: Fault.Twin.Origin) -> String {
    if case .file(let path) = origin { ", and take away \(path)" } else { "" }
  }

  static let foreign = Entry(
    .foreign, "it is there, is not culvert's, and is not as the inventory wants it",
    """
    culvert changes only what is its own: what it made, or what was already as the inventory wants it. The ownership record on the host \
    says which things these are. This one was made by somebody else and differs.

    Remove it, or let culvert have it: `culvert up --adopt`. It is then culvert's, also to take away: after `culvert down` it is \
    gone. A rollback of that transaction brings it back.
    """,
    why: "it is there already, is not culvert's, and is not as the inventory wants it",
    remedy: .culvert(["up", "--adopt"], note: "culvert then has it; or remove it"))

  static let otherFilter = Entry(
    .otherFilter, "the packet filter has rules that are not culvert's",
    """
    On FreeBSD `mss` of a service is done by a rule of pf(4). Where pf is not in use, culvert turns it on with nothing but such rules. Here \
    it has others, and the rule has to stand among them: in an anchor it would do nothing.

    Put the line of the finding into /etc/pf.conf, behind options (`set`) and before translation and filtering, and load it: \
    `pfctl -f /etc/pf.conf`, `pfctl -e`. culvert sees it there, and leaves it to you.
    """
  ) { (rule: String) in
    .init(
      why: "it has rules that are not culvert's, and among them none that does what 'mss' of the inventory asks for",
      remedy: .words(
        "put the line '\(rule)' into /etc/pf.conf, before those for translation and filtering, and then: "
          + "pfctl -f /etc/pf.conf && pfctl -e"))
  }
}
