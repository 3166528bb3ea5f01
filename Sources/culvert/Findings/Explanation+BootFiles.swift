import Model

/// The pages of what the next start reads.
extension Explanation {
  static let bootFileBroken = Explanation(
    .bootFileBroken, "the host's sh cannot read rc.conf",
    """
    rc.conf is a shell script. The host's own sh, reading the files that rc(8) reads, did not come to their end: a quote \
    that does not close is enough, or a file that it includes and that is not there. Such a host may not come up at its next boot.

    `sh -c '. /etc/defaults/rc.conf; . /etc/rc.conf'` names the line; look at rc.conf.local and rc.conf.d too. (`sh -n` shows errors \
    of syntax only.)
    """)

  static let bootLinesUnclear = Explanation(
    .bootLinesUnclear, "a line of a boot file cannot be edited safely",
    """
    culvert edits only what it reads in the same way as the host's sh. Here something is in the way: a condition, a \
    command within a list, a loop, a line that another file overrides. An edit might change more than is meant. On a host where \
    tunnels are managed already it is drift: nobody can tell whether the next boot brings them back.

    Write the variable plainly, once, at the place that the finding names.
    """)

  static let bootFilesUnusual = Explanation(
    .bootFilesUnusual, "the boot reads other files or interfaces than usual",
    """
    rc_conf_files names other files than /etc/rc.conf and /etc/rc.conf.local; or network_interfaces lists the interfaces one by \
    one, so that a new gif would not be set up at the next boot; or netif_enable is NO, so that none is.

    Let rc_conf_files be what /etc/defaults/rc.conf says, network_interfaces AUTO, and netif_enable YES.
    """)

  static let bootLinesContrary = Explanation(
    .bootLinesContrary, "boot files have the interface as something else",
    """
    The interface that is about to become culvert's has lines in the boot files that make something else of it than the \
    inventory wants. It works now, and would come back wrong.

    Correct the lines, or take them out: culvert then writes its own.
    """)

  static let bootLinesRival = Explanation(
    .bootLinesRival, "boot files make a second tunnel between the same ends",
    """
    At boot the lines, the file or the stored tunnel that the finding names would make another interface between the same two \
    addresses. The kernel takes one only, or gives the packets to one of them: which of them comes up is a matter of luck. Where \
    lines of rc.conf have names of hosts that /etc/hosts does not know, they may mean the same two addresses.

    On FreeBSD, correct the lines of rc.conf to what the inventory wants, so that the interface is adopted, or give it other \
    ends. On Solaris and illumos, ask the owner of the file /etc/hostname.ip.tunN or of the stored tunnel to remove it, or to give \
    it other ends. culvert removes nothing that it does not manage.
    """)

  static let storedOtherwise = Explanation(
    .storedOtherwise, "the store of dladm has the tunnel as something else",
    """
    A tunnel in the persistent store of dladm and ipadm cannot be changed without making it anew, and that could not be taken back \
    exactly. So culvert leaves the store alone.

    Have its owner remove the tunnel from the store; the finding says how. culvert then makes one of its own, by a script that runs \
    at every boot.
    """)

  static let noSegmentParameter = Explanation(
    .noSegmentParameter, "a TCP parameter for short segments is missing",
    """
    On Solaris and illumos `mss` of a service is done by two parameters of TCP, tcp_mss_max_ipv4 and tcp_use_smss_as_mss_opt. \
    Neither ipadm(1M) nor ndd(1M) shows the one that the finding names: this release does not have it, or the login may not read it.

    Set advmss on the realserver's routes to the clients, or take `mss` out of the inventory. With --force culvert sets what there is.
    """)

  static let bootFileImmutable = Explanation(
    .bootFileImmutable, "a boot file is immutable",
    """
    The file has to be changed, and it or its folder has one of the file flags schg, sappnd, sunlnk, uchg, uappnd, uunlnk. The \
    kernel then lets nobody replace it, not even root; with a securelevel above 0 nobody can clear the first three either.

    Clear the flags with the finding's command, run culvert, and set them again. Under a securelevel that is done in single-user mode.
    """)
}
