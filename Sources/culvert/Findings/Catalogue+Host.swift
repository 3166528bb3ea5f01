import Model

/// What culvert says of what is wrong with the host itself.
extension Catalogue {
  static let notRoot = Entry(
    .notRoot, "the agent does not run as root",
    """
    Tunnels, addresses, virtual services and boot files are root's to read and to change. culvert looks at the user id that its \
    agent has on the host after 'become'.

    Log in as root, or set 'become' for the host in the inventory: sudo, doas or pfexec. The rule there has to let the user \
    run a shell without a password; culvert asks for none.
    """
  ) { (system: OperatingSystem) in
    let remedy: Remedy =
      switch system {
      case .linux: .words("log in as root, or set 'become: sudo' (or doas) for the host in the inventory")
      case .freebsd:
        .words("log in as root, or set 'become: doas' (or sudo, both from packages) for the host in the inventory")
      case .solaris:
        .words(
          "set 'become: pfexec' (or sudo) for the host in the inventory, with a login whose profile makes it root "
            + "('Primary Administrator' does); root itself may be a role, which nobody can log in as")
      }
    return .init(why: "the agent does not run as root", remedy: remedy)
  }

  static let missingTool = Entry(
    .missingTool, "a program is missing",
    """
    The agent is a POSIX shell program and brings no tools along. A program that it needs to read the host's state, or to \
    change it, was not found in the usual places, or does not know what culvert asks of it.

    The finding names the package, and the command where the host's package manager is known. ipvsadm is needed on \
    directors only.
    """
  ) { (tool: Fault.MissingTool) in
    switch tool {
    case .linux(let package, let install):
      .init(
        why: "the program is not on the host",
        remedy: install.map { .run([$0]) } ?? .words("install the package that has it (\(package) on Debian)"))
    case .solaris(let tool):
      .init(
        why: "the host has no \(solarisNames[tool] ?? tool), or it fails",
        remedy: .words("install it; on Solaris 10 what is in /usr/xpg4/bin comes with the package SUNWxcu4"))
    case .ipadm:
      .init(
        why: "the host has none that knows create-if or create-ip",
        remedy: .words(
          "use a release from 2010 on, or give the host a file /etc/hostname.ip.tunN, and culvert does as that does"))
    }
  }

  private static let solarisNames = [
    "ifconfig": "ifconfig(1M)", "awk": "/usr/xpg4/bin/awk", "od": "od(1)", "sed": "sed(1)", "kstat": "kstat(1M)",
    "dladm": "a dladm(1M) that knows create-iptun",
  ]

  static let missingModule = Entry(
    .missingModule, "the kernel cannot do it",
    """
    A realserver needs ipip (Linux) or if_gif (FreeBSD), a director ip_vs. The module is neither loaded nor compiled in, nor is \
    there a file of it for the kernel that runs. That is usual in a container, which has its host's kernel, with a kernel of \
    a cloud image that has fewer modules, and after an upgrade of the kernel without a restart.

    Install the full kernel package and start it, or load the module where that can be done. The modules of the kernel that \
    runs are in /lib/modules/$(uname -r) on Linux, in /boot/kernel on FreeBSD.
    """
  ) { (module: Fault.MissingModule) in
    switch module {
    case .absent(let kernel):
      .init(
        why: "the kernel \(visible(kernel)) has none",
        remedy: .words(
          "install the full kernel package, or load it where culvert cannot (a container has its host's kernel)"))
    case .loadingDisabled(let module, let line):
      .init(
        why: "it cannot be loaded: \(visible(line))",
        remedy: .words(
          "add \(module) to a file in /etc/modules-load.d and reboot: the kernel loads no module until then"))
    case .forbidden(let line):
      .init(
        why: "it cannot be loaded: \(visible(line))",
        remedy: .words("remove what forbids it; a module that is loaded already is used"))
    case .noGif:
      .init(
        why: "the kernel has no gif, and /boot/kernel has no module for it",
        remedy: .words("build it (make -C /usr/src/sys/modules/if_gif all install), or boot a GENERIC kernel"))
    }
  }

  static let noStart = Entry(
    .noStart, "the next start would not bring it back",
    """
    culvert changes what runs now and what the next start makes. On this host it does not know what starts programs at boot \
    (systemd, OpenRC, or a SysV init with /etc/rc2.d), or /etc itself does not outlive a restart; or a product such as pfSense, OPNsense, \
    TrueNAS or XigmaNAS writes rc.conf anew from a configuration of its own.

    With --force it is set up all the same: it works until the host restarts, and then the host is as it was before.
    """
  ) { (boot: Fault.LostBoot) in
    switch boot {
    case .generated(let name):
      .init(
        why: "\(visible(name)) generates its files in /etc from a configuration of its own",
        remedy: .words("a reboot or an upgrade may remove culvert's files: run 'culvert up' after it"))
    case .volatileRoot(let type):
      .init(
        why: "the root file system (\(visible(type))) is made anew at each boot",
        remedy: .words("save the host's files ('lbu commit' on Alpine), or run 'culvert up' after each reboot"))
    case .module(let line):
      .init(
        why: "it is loaded, and could not be after a reboot: \(visible(line))", remedy: .words("remove that line"))
    case .unknownInit:
      .init(
        why: "neither systemd nor OpenRC nor a SysV init with /etc/rc2.d starts this host",
        remedy: .words("culvert cannot make it survive a reboot; use a host with one of them"))
    case .smartOS:
      .init(
        why: "in SmartOS' global zone it is a ramdisk that every start makes anew",
        remedy: .words("let a zone of the machine be the host"))
    case .noRunLevels(let command):
      .init(why: "the folder is missing, so that nothing would start culvert's script", remedy: .run([command]))
    case .generatedRCConf(let product, let path):
      .init(
        why: "\(visible(product, atMost: 40)) writes rc.conf anew from \(path) at each boot",
        remedy: .words(
          "make the gif tunnel in the product's own interface, or let a plain FreeBSD host be the realserver; with --force it is "
            + "set up until the next boot"))
    case .memory(let device):
      .init(
        why: "/etc is on \(visible(device, atMost: 40)), which is made anew at each boot",
        remedy: .words(
          "put the lines for rc.conf where /etc is made from (/conf/base, /cfg on nanobsd); with --force it is set up until the next "
            + "boot"))
    case .readOnly:
      .init(
        why: "/etc is mounted read-only", remedy: .words("mount it for writing while culvert works: mount -uw /"))
    }
  }

  static let noIPVS = Entry(
    .noIPVS, "the system cannot be a director",
    """
    A director needs ip_vs, which is a part of Linux. FreeBSD, Solaris and illumos can be realservers.

    Name a Linux host in 'directors'.
    """
  ) { (system: OperatingSystem) in
    .init(
      why: "there is no ip_vs on \(system == .solaris ? "Solaris and illumos" : "FreeBSD")",
      remedy: .words("let a Linux host be the director; this one can be a realserver"))
  }

  static let sharedStack = Entry(
    .sharedStack, "the zone has no IP stack of its own",
    """
    A zone with ip-type=shared uses the global zone's IP stack and can make no tunnels. (zonecfg(1M), zones(5))

    Give it ip-type=exclusive and a network interface, or make the global zone the realserver.
    """,
    why: "it shares the IP stack of the global zone, and such a zone can have no tunnels",
    remedy: .words(
      "give it a stack of its own (zonecfg: 'set ip-type=exclusive'), or let the global zone be the realserver"))

  static let leftover = Entry(
    .leftover, "a file of culvert's cannot be removed",
    """
    A temporary file beside a boot file, or an old transaction in the state directory, could not be removed: its file system is \
    read-only, or the file or its folder is immutable or append-only (lsattr on Linux, ls -lo on FreeBSD). The file does no \
    harm.

    Remove what keeps the file. culvert tries again at each change.
    """,
    why: "culvert made this file and could not remove it",
    remedy: .words(
      "see what keeps it (lsattr or ls -lo shows flags, mount the file systems); culvert removes it at its next change")
  )

  static let unitOverridden = Entry(
    .unitOverridden, "another file changes culvert's systemd unit",
    """
    systemd merges drop-ins (culvert.service.d/*.conf in /etc, /run and /usr/lib, service.d/*.conf for all services) into \
    culvert.service, and a unit in /etc/systemd/system.control takes its place. A setting there changes what the boot \
    runs, as which user, or whether it runs at all.

    `systemctl cat culvert.service` shows the result. Remove the setting, or let it stand with --force.
    """
  ) { (lines: [String]) in
    .init(
      why: "it changes culvert.service: \(visible(lines.prefix(3).joined(separator: ", "), atMost: 200))",
      remedy: .words("look at `systemctl cat culvert.service`, and take this out of the file if nobody needs it"))
  }
}
