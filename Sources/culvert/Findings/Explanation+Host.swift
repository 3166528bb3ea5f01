import Model

/// The pages of what is wrong with the host itself.
extension Explanation {
  static let notRoot = Explanation(
    .notRoot, "the agent does not run as root",
    """
    Tunnels, addresses, virtual services and boot files are root's to read and to change. culvert looks at the user id that its \
    agent has on the host after 'become'.

    Log in as root, or set 'become' for the host in the inventory: sudo, doas or pfexec. The rule there has to let the user \
    run a shell without a password; culvert asks for none.
    """)

  static let missingTool = Explanation(
    .missingTool, "a program is missing",
    """
    The agent is a POSIX shell program and brings no tools along. A program that it needs to read the host's state, or to \
    change it, was not found in the usual places, or does not know what culvert asks of it.

    The finding names the package, and the command where the host's package manager is known. ipvsadm is needed on \
    directors only.
    """)

  static let missingModule = Explanation(
    .missingModule, "the kernel cannot do it",
    """
    A realserver needs ipip (Linux) or if_gif (FreeBSD), a director ip_vs. The module is neither loaded nor compiled in, nor is \
    there a file of it for the kernel that runs. That is usual in a container, which has its host's kernel, with a kernel of \
    a cloud image that has fewer modules, and after an upgrade of the kernel without a restart.

    Install the full kernel package and start it, or load the module where that can be done. The modules of the kernel that \
    runs are in /lib/modules/$(uname -r) on Linux, in /boot/kernel on FreeBSD.
    """)

  static let noStart = Explanation(
    .noStart, "the next start would not bring it back",
    """
    culvert changes what runs now and what the next start makes. On this host it does not know what starts programs at boot \
    (systemd, OpenRC, or a SysV init with /etc/rc2.d), or /etc itself does not outlive a restart; or a product such as pfSense, OPNsense, \
    TrueNAS or XigmaNAS writes rc.conf anew from a configuration of its own.

    With --force it is set up all the same: it works until the host restarts, and then the host is as it was before.
    """)

  static let noIPVS = Explanation(
    .noIPVS, "the system cannot be a director",
    """
    A director needs ip_vs, which is a part of Linux. FreeBSD, Solaris and illumos can be realservers.

    Name a Linux host in 'directors'.
    """)

  static let sharedStack = Explanation(
    .sharedStack, "the zone has no IP stack of its own",
    """
    A zone with ip-type=shared uses the global zone's IP stack and can make no tunnels. (zonecfg(1M), zones(5))

    Give it ip-type=exclusive and a network interface, or make the global zone the realserver.
    """)

  static let leftover = Explanation(
    .leftover, "a file of culvert's cannot be removed",
    """
    A temporary file beside a boot file, or an old transaction in the state directory, could not be removed: its file system is \
    read-only, or the file or its folder is immutable or append-only (lsattr on Linux, ls -lo on FreeBSD). The file does no \
    harm.

    Remove what keeps the file. culvert tries again at each change.
    """)

  static let unitOverridden = Explanation(
    .unitOverridden, "another file changes culvert's systemd unit",
    """
    systemd merges drop-ins (culvert.service.d/*.conf in /etc, /run and /usr/lib, service.d/*.conf for all services) into \
    culvert.service, and a unit in /etc/systemd/system.control takes its place. A setting there changes what the boot \
    runs, as which user, or whether it runs at all.

    `systemctl cat culvert.service` shows the result. Remove the setting, or let it stand with --force.
    """)
}
