import Model

/// What culvert says of what the next start reads.
extension Catalogue {
  static let bootFileBroken = Entry(
    .bootFileBroken, "the host's sh cannot read rc.conf",
    """
    rc.conf is a shell script. The host's own sh, reading the files that rc(8) reads, did not come to their end: a quote \
    that does not close is enough, or a file that it includes and that is not there. Such a host may not come up at its next boot.

    `sh -c '. /etc/defaults/rc.conf; . /etc/rc.conf'` names the line; look at rc.conf.local and rc.conf.d too. (`sh -n` shows errors \
    of syntax only.)
    """
  ) { (facts: (fault: BootFileFault?, complaint: String)) in
    let own = facts.fault.map { "\(words($0).why); " } ?? ""
    let complaint = facts.complaint.isEmpty ? "it ends before its last line" : visible(facts.complaint, atMost: 200)
    return .init(
      why: "the host's own sh does not read it to its end: \(own)\(complaint)",
      remedy: .words("correct it; sh names the line: sh -c '. /etc/defaults/rc.conf; . /etc/rc.conf'"))
  }

  static let bootLinesUnclear = Entry(
    .bootLinesUnclear, "a line of a boot file cannot be edited safely",
    """
    culvert edits only what it reads in the same way as the host's sh. Here something is in the way: a condition, a \
    command within a list, a loop, a line that another file overrides. An edit might change more than is meant. On a host where \
    tunnels are managed already it is drift: nobody can tell whether the next boot brings them back.

    Write the variable plainly, once, at the place that the finding names.
    """
  ) { (lines: Fault.UnclearLines) in
    switch lines {
    case .file(let fault): words(fault)
    case .readOtherwise(let name, let own, let sh, let isList):
      .init(
        why: "culvert reads \(words(own)), the host's sh reads \(words(sh))",
        remedy: .words(
          isList
            ? "set '\(name)' plainly, in one of /etc/rc.conf, /etc/rc.conf.local and /etc/rc.conf.d/network"
            : "set '\(name)' in one place, in /etc/rc.conf"))
    case .unknownFile(let sh):
      .init(
        why: "it is set to \(words(sh)) in a file that culvert does not know", remedy: .words("set it in /etc/rc.conf"))
    case .included(let name, let sh):
      .init(
        why: "it is set to \(words(sh)) in a file that rc.conf includes",
        remedy: .words("set '\(name)' in one place, in /etc/rc.conf"))
    }
  }

  private static func words(_ words: [String]) -> String { quoted(words.joined(separator: " ")) }

  private static func words(_ fault: BootFileFault) -> Sentences {
    let plain = "write it as plain assignments, each on a line of its own"
    let (why, way) =
      switch fault {
      case .link(let target): ("it is a link to \(quoted(target))", "put the file itself in its place")
      case .folder: ("it is a folder", "put a file in its place")
      case .other(let what): ("it is \(what)", "put a file in its place")
      case .notClosed(let construct):
        ("its \(construct.rawValue) is not closed", "close it: the host does not start with it")
      case .controlStructures: ("culvert cannot follow its control structures", plain)
      case .hereDocument: ("it has a here-document", plain)
      case .dollarQuote: ("it has $'…', which old releases do not know", plain)
      case .unfinishedLine: ("its last line is not finished", "take the backslash out")
      case .end(let word): ("what comes after its '\(word)' may never be read", plain)
      case .compound(let name): ("it is more than an assignment, and has to do with '\(name)'", plain)
      case .sharedLine(let name): ("'\(name)' shares its line with something else", plain)
      case .unknownValue(let name): ("only sh can tell what '\(name)' is", plain)
      case .carriageReturn(let name):
        ("the line ends in a carriage return, which sh takes for a part of '\(name)'", plain)
      case .oddCharacters(let name): ("'\(name)' has characters that are in no name of an interface", plain)
      case .backslash(let name): ("culvert cannot tell what the backslash in '\(name)' does", plain)
      }
    return Sentences(why: why, remedy: .words(way))
  }

  static let bootFilesUnusual = Entry(
    .bootFilesUnusual, "the boot reads other files or interfaces than usual",
    """
    rc_conf_files names other files than /etc/rc.conf and /etc/rc.conf.local; or network_interfaces lists the interfaces one by \
    one, so that a new gif would not be set up at the next boot; or netif_enable is NO, so that none is.

    Let rc_conf_files be what /etc/defaults/rc.conf says, network_interfaces AUTO, and netif_enable YES.
    """
  ) { (boot: Fault.UnusualBoot) in
    switch boot {
    case .noInterfaces(let word):
      .init(
        why: "it is \(quoted(word)): rc.d/netif sets up no interface at boot",
        remedy: .words("set netif_enable to YES, or take the line out"))
    case .otherFiles(let files):
      .init(why: "it is set to \(words(files))", remedy: .words("let it be what /etc/defaults/rc.conf says"))
    case .listedInterfaces:
      .init(
        why: "it names the interfaces one by one, and a gif would not be set up at boot",
        remedy: .words("set it to AUTO"))
    }
  }

  static let bootLinesContrary = Entry(
    .bootLinesContrary, "boot files have the interface as something else",
    """
    The interface that is about to become culvert's has lines in the boot files that make something else of it than the \
    inventory wants. It works now, and would come back wrong.

    Correct the lines, or take them out: culvert then writes its own.
    """
  ) { (lines: Fault.ContraryLines) in
    switch lines {
    case .rcConf(let name):
      .init(
        why: "at the next start it makes something else of \(name) than the inventory wants",
        remedy: .words("correct these lines, or take them out: culvert then writes its own"))
    case .hostnameFile(let path, let name, let ends):
      .init(
        why: "at boot it gives tunnel \(name) other ends than \(words(ends))", remedy: askOwner(of: path))
    }
  }

  private static func askOwner(of path: HostPath) -> Remedy {
    .words("ask the owner of \(path) to remove it or to give it other ends")
  }

  static let bootLinesRival = Entry(
    .bootLinesRival, "boot files make a second tunnel between the same ends",
    """
    At boot the lines, the file or the stored tunnel that the finding names would make another interface between the same two \
    addresses. The kernel takes one only, or gives the packets to one of them: which of them comes up is a matter of luck. Where \
    lines of rc.conf have names of hosts that /etc/hosts does not know, they may mean the same two addresses.

    On FreeBSD, correct the lines of rc.conf to what the inventory wants, so that the interface is adopted, or give it other \
    ends. On Solaris and illumos, ask the owner of the file /etc/hostname.ip.tunN or of the stored tunnel to remove it, or to give \
    it other ends. culvert removes nothing that it does not manage.
    """
  ) { (lines: Fault.RivalLines) in
    switch lines {
    case .rcConf(let rival, let ends, let variable, let isCertain):
      .init(
        why: (variable.map { "'\($0)' comes from a file that it includes: " } ?? "")
          + "it \(isCertain ? "sets" : "may set") up \(rival) between \(words(ends)) at the next boot, and there can be one only",
        remedy: .words(
          "correct the lines for \(rival) to what the inventory wants (culvert then adopts it), or give it other ends"))
    case .store(let rival, let ends, let removal):
      .init(why: atBoot("the store of dladm", rival, ends), remedy: askOwner(of: rival, removal))
    case .hostnameFile(let path, let rival, let ends):
      .init(why: atBoot("this file", rival, ends), remedy: askOwner(of: path))
    }
  }

  private static func atBoot(_ maker: String, _ rival: InterfaceName, _ ends: TunnelEnds) -> String {
    "at boot \(maker) creates tunnel \(rival), which culvert does not manage, between the same ends, \(words(ends))"
  }

  private static func askOwner(of name: InterfaceName, _ removal: TunnelRemoval, then: String = "") -> Remedy {
    .words("ask the owner of \(name) to remove it from the store (\(words(removal)))\(then)")
  }

  static let storedOtherwise = Entry(
    .storedOtherwise, "the store of dladm has the tunnel as something else",
    """
    A tunnel in the persistent store of dladm and ipadm cannot be changed without making it anew, and that could not be taken back \
    exactly. So culvert leaves the store alone.

    Have its owner remove the tunnel from the store; the finding says how. culvert then makes one of its own, by a script that runs \
    at every boot.
    """
  ) { (facts: (name: InterfaceName, ends: TunnelEnds, removal: TunnelRemoval)) in
    .init(
      why: "it joins \(words(facts.ends)) and is in the store of dladm, but not as the inventory wants it",
      remedy: askOwner(of: facts.name, facts.removal, then: "; culvert then creates its own tunnel"))
  }

  static let noSegmentParameter = Entry(
    .noSegmentParameter, "a TCP parameter for short segments is missing",
    """
    On Solaris and illumos `mss` of a service is done by two parameters of TCP, tcp_mss_max_ipv4 and tcp_use_smss_as_mss_opt. \
    Neither ipadm(1M) nor ndd(1M) shows the one that the finding names: this release does not have it, or the login may not read it.

    Set advmss on the realserver's routes to the clients, or take `mss` out of the inventory. With --force culvert sets what there is.
    """,
    why: "neither ipadm nor ndd shows this TCP parameter, and 'mss' of a service needs it",
    remedy: .words("take 'mss' out of the inventory for this host's services, or set advmss on its routes"))

  static let bootFileImmutable = Entry(
    .bootFileImmutable, "a boot file is immutable",
    """
    The file has to be changed, and it or its folder has one of the file flags schg, sappnd, sunlnk, uchg, uappnd, uunlnk. The \
    kernel then lets nobody replace it, not even root; with a securelevel above 0 nobody can clear the first three either.

    Clear the flags with the finding's command, run culvert, and set them again. Under a securelevel that is done in single-user mode.
    """
  ) { (facts: (flags: [String], unset: Command)) in
    .init(
      why: "it has the file flags \(facts.flags.joined(separator: ",")), and has to be changed",
      remedy: .run([facts.unset], note: "and set them again afterwards"))
  }
}
