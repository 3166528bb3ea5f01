import Model

/// Findings with facts of each kind that there are.
enum Examples {
  static let all = [
    hosts, addresses, managers, twins, boot, bootFiles, director, realserver, clients, clusters,
  ].flatMap(\.self)

  static let host = known(try HostName("web1"))
  private static let lb1 = known(try HostName("lb1"))
  private static let local = known(try IPv4Address("203.0.113.21"))
  private static let remote = known(try IPv4Address("198.51.100.10"))
  private static let vip = known(try IPv4Address("192.0.2.80"))
  private static let client = known(try IPv4Address("203.0.113.9"))
  private static let tunnel = known(try InterfaceName("gif0"))
  private static let eth0 = known(try InterfaceName("eth0"))
  private static let port = Port(number: 80)
  private static let key = ServiceKey.address(.v4(vip), .tcp, port)
  private static let source = Endpoint(client, Port(number: 40_000))
  private static let ends = TunnelEnds(
    HostIntent.Endpoint(role: .director(lb1), encapsulation: .ipip, local: local, remote: remote, addresses: []))
  private static let command = Command("mend", "it")
  private static let file = path("/etc/hostname.ip.tun4")

  private static func known<Value>(_ make: @autoclosure () throws -> Value) -> Value {
    do { return try make() } catch { preconditionFailure("\(error)") }
  }

  private static func path(_ text: String) -> HostPath { known(try HostPath(text)) }

  private static func findings(_ faults: [Fault], about: Subject) -> [Finding] {
    faults.map { Finding($0, about: about) }
  }

  private static func named(_ name: String, _ faults: Fault...) -> [Finding] { findings(faults, about: .named(name)) }

  // MARK: - The host itself

  private static let hosts: [Finding] = [
    named("login", .notRoot(.linux), .notRoot(.freebsd), .notRoot(.solaris)),
    named(
      "ip", .missingTool(.linux(package: "iproute2", install: command)),
      .missingTool(.linux(package: "iproute2", install: nil))),
    ["awk", "dladm", "ifconfig", "kstat", "od", "sed"].flatMap { named($0, .missingTool(.solaris($0))) },
    named("ipadm", .missingTool(.ipadm)),
    findings(
      [
        .missingModule(.absent(kernel: "6.1.0")),
        .missingModule(.loadingDisabled(module: "ipip", by: "kernel.modules_disabled is 1")),
        .missingModule(.forbidden(by: "/etc/modprobe.d/x.conf:1:install ipip /bin/true")), .missingModule(.noGif),
        .noStart(.module(forbiddenBy: "/etc/modprobe.d/x.conf:1:install ipip /bin/true")),
      ], about: .kernelModule("ipip")),
    named("boot files", .noStart(.generated(by: "VyOS")), .noStart(.volatileRoot("tmpfs"))),
    named("init", .noStart(.unknownInit)),
    named("/etc", .noStart(.smartOS), .noStart(.noRunLevels(command))),
    named(
      "rc.conf", .noStart(.generatedRCConf(product: "pfSense", from: path("/conf/config.xml"))),
      .noStart(.memory(device: "/dev/md0")), .noStart(.readOnly)),
    named("director", .noIPVS(.freebsd), .noIPVS(.solaris)),
    [Finding(.sharedStack, about: .zone("web"))],
    named("/etc/culvert/boot", .leftover),
    named("/etc/systemd/system/culvert.service.d/x.conf", .unitOverridden(["User=a", "Type=b", "Group=c", "Exec=d"])),
  ].flatMap(\.self)

  // MARK: - Addresses and routes

  private static let taken = InterfaceAddress(interface: eth0, address: InnerAddress(vip))

  private static let addresses: [Finding] = [
    findings([.addressMissing(isUpWanted: false), .addressMissing(isUpWanted: true)], about: .address(.v4(local))),
    findings(OperatingSystem.allCases.map { .vipElsewhere(taken, $0) }, about: .address(.v4(vip))),
    [Finding(.vipInterfaceMissing, about: .interface(eth0))],
    findings(
      [
        .noRoute(to: local, holes: []), .noRoute(to: local, holes: ["ip route del blackhole x", "ip route del y"]),
        .wrongOuterSource(source: vip, wanted: remote, route: command),
        .wrongOuterSource(source: vip, wanted: remote, route: nil),
      ], about: .realserver(.v4(local))),
    findings([.innerPeerInUse(nil), .innerPeerInUse(eth0)], about: .innerPeer(.v4(client))),
    named("hostmodel", .strongHostModel(command)),
    named(
      "strict", .strictInterfaces(directors: 2, command, setIn: nil),
      .strictInterfaces(directors: 2, command, setIn: path("/etc/sysctl.conf"))),
    [
      Finding(.unreadResource("-A -t x"), about: .service(key)),
      Finding(.answersARP(for: vip), about: .setting(known(try SettingName("net/ipv4/conf/eth0/arp_ignore")))),
    ],
  ].flatMap(\.self)

  // MARK: - What somebody else has there

  private static let managers: [Finding] = [
    named("ipvsadm", .rivalAtBoot(.initScript(command)), .rivalAtBoot(.unit(command))),
    named("keepalived", .rivalUnclear("virtual_server $VIP 80 {")),
    [
      Finding(.rivalService(program: "ldirectord", file: "ldirectord.cf"), about: .service(key)),
      Finding(.foreign, about: .tunnel(tunnel)), Finding(.vipManaged, about: .address(.v4(vip))),
    ],
    named("pf", .otherFilter(rule: "scrub out")),
    findings(
      [
        .otherManager(
          .networkd(file: "/etc/systemd/network/x.network", dropIn: path("/etc/systemd/network/00-culvert.network"))),
        .otherManager(.ifupdown),
      ], about: .tunnel(tunnel)),
    named("rules of 'mss'", .otherManager(.segments(.firewalld))),
    findings(
      [
        .otherManager(.vips(.networkd, on: eth0, file: "/run/x.network")),
        .otherManager(.vips(.networkManager, on: eth0, file: nil)),
        .otherManager(.vips(.ifupdown, on: eth0, file: nil)),
      ], about: .vips(on: eth0)),
    named(
      "a remover", .serviceRemover(.kubeProxy([vip, client])), .serviceRemover(.kubeRouter([vip, client])),
      .serviceRemover(.keepalived)),
  ].flatMap(\.self)

  private static let removal = TunnelRemoval(address: "remove its IP", tunnel: "remove it")

  private static let twins: [Finding] = findings(
    [
      .linux(tunnel, ends), .freebsd(tunnel, ends),
      .solaris(tunnel, ends, .file(file), TunnelRemoval(tunnel: "unplumb it"), isPairTaken: true),
      .solaris(tunnel, ends, .ifconfig, TunnelRemoval(tunnel: "unplumb it"), isPairTaken: true),
      .solaris(tunnel, ends, .store, removal, isPairTaken: false),
      .solaris(tunnel, ends, .dladm, removal, isPairTaken: false),
    ].map { .twinTunnel($0) }, about: .tunnel(tunnel))

  // MARK: - What the next start reads

  private static let place = Subject.place(FilePlace(path("/etc/rc.conf"), line: 12))

  private static let boot: [Finding] = [
    findings(
      [
        .bootFileBroken(nil, complaint: ""), .bootFileBroken(.folder, complaint: "sh: syntax error"),
        .bootLinesUnclear(.readOtherwise("gif_interfaces", culvert: ["gif0"], sh: ["gif0", "gif1"], isList: true)),
        .bootLinesUnclear(.readOtherwise("ifconfig_gif0", culvert: ["up"], sh: ["down"], isList: false)),
        .bootLinesUnclear(.unknownFile(["gif0"])), .bootLinesUnclear(.included("ifconfig_gif0", ["up"])),
        .bootFilesUnusual(.noInterfaces(netif: "NO")), .bootFilesUnusual(.otherFiles(["/etc/a", "/etc/b"])),
        .bootFilesUnusual(.listedInterfaces), .bootLinesContrary(.rcConf(tunnel)),
        .bootLinesRival(.rcConf(tunnel, ends, included: nil, isCertain: true)),
        .bootLinesRival(.rcConf(tunnel, ends, included: "ifconfig_gif0", isCertain: false)),
      ], about: place),
    [
      Finding(.bootLinesRival(.store(tunnel, ends, removal)), about: .storedTunnel(tunnel)),
      Finding(.storedOtherwise(tunnel, ends, removal), about: .tunnel(tunnel)),
    ],
    findings(
      [
        .bootLinesContrary(.hostnameFile(file, tunnel, ends)), .bootLinesRival(.hostnameFile(file, tunnel, ends)),
        .bootFileImmutable(flags: ["uchg", "schg"], command),
      ], about: .place(FilePlace(file))),
    named("tcp_mss_max_ipv4", .noSegmentParameter),
  ].flatMap(\.self)

  private static let bootFiles: [Finding] = findings(
    [
      .link(to: "/elsewhere"), .folder, .other("a socket"), .notClosed(.quote), .notClosed(.backquote),
      .notClosed(.expansion), .controlStructures, .hereDocument, .dollarQuote, .unfinishedLine, .end("exit"),
      .compound("gif_interfaces"), .sharedLine("gif_interfaces"), .unknownValue("gif_interfaces"),
      .carriageReturn("gif_interfaces"), .oddCharacters("gif_interfaces"), .backslash("gif_interfaces"),
    ].map { .bootLinesUnclear(.file($0)) }, about: place)

  // MARK: - Where packets stop

  private static let counted = PacketLoss(places: ["nft a", "nft b"], dropped: 3, openings: [command, command])
  private static let there = PacketLoss(places: ["nft a"], dropped: 3, openings: [command], on: lb1)
  private static let uncounted = PacketLoss(places: ["nft a"], dropped: nil, openings: [command])
  private static let owned = PacketLoss(
    places: ["tc a"], dropped: 1, openings: [], removals: ["tc filter del a", "tc filter del b"])
  private static let ownedThere = PacketLoss(
    places: ["tc a"], dropped: 1, openings: [], removals: ["tc filter del a"], on: lb1)
  private static let rules = FilterRules(pf: "pass in", ipfw: "ipfw add 1 allow")
  private static let bothWays = FilterRules(pf: "pass in", ipfw: "ipfw add 1 allow", isBothWays: true)
  private static let data = DataPath(
    service: known(try ServiceName("web")), vip: vip, transport: .tcp, port: port, realserver: host, address: local,
    forwarding: .tunneling(.ipip))

  private static let director: [Finding] = [
    findings(
      [
        .notArriving(vip: vip, from: source, said: nil), .notArriving(vip: vip, from: source, said: "no route to host"),
        .answeredElsewhere(vip: vip, client: client, isRefused: true),
        .answeredElsewhere(vip: vip, client: client, isRefused: false), .vipNotLocal,
      ], about: .vip(.v4(vip))),
    findings(
      [nil, counted, uncounted, owned].map { .notTaken(Endpoint(vip, port), packets: 3, $0) }
        + [
          .notTaken(Endpoint(vip, port), packets: 1, nil), .notInTable(.absent), .notInTable(.noWeight),
          .notInTable(.otherForwarding),
        ], about: .service(key)),
    findings([.unproven(.noDirector), .unproven(.marksChanged)], about: .path(data)),
  ].flatMap(\.self)

  private static let realserver: [Finding] = [
    findings(
      [
        .outerLost(director: lb1, to: local, nil, own: nil), .outerLost(director: lb1, to: local, nil, own: rules),
        .outerLost(director: lb1, to: local, there, own: nil),
        .outerLost(director: lb1, to: local, ownedThere, own: nil),
        .tunnelWrong(.refusing(director: lb1, to: local, nil)),
        .tunnelWrong(.refusing(director: lb1, to: local, counted)),
      ], about: .tunnelFrom(lb1)),
    findings([.tunnelWrong(.absent), .tunnelWrong(.different)], about: .tunnel(tunnel)),
    [
      Finding(.vipNotInside(.tunnel(tunnel)), about: .vip(.v4(vip))),
      Finding(.otherHandler(.vti(tunnel, ends)), about: .vti(tunnel)),
      Finding(.otherHandler(.ipsec(dropped: 3)), about: .ipsec(between: lb1, local)),
    ],
    named(
      "rp_filter", .reversePathDrop(.dropped(packets: 1, client: client, isSettingWrong: true)),
      .reversePathDrop(.dropped(packets: 2, client: client, isSettingWrong: false)),
      .reversePathDrop(.setting(of: .tunnel(tunnel), 1)), .reversePathDrop(.setting(of: .tunnel(tunnel), nil))),
    findings(
      [
        .noReplyRoute(vip: vip, client: client, holes: []),
        .noReplyRoute(vip: vip, client: client, holes: ["ip route del blackhole x"]),
      ], about: .client(.v4(client))),
    findings(
      [.onVIP, .elsewhere([local, client]), .nowhere, nil].map { .nobodyListens(Endpoint(vip, port), $0) }
        + [
          .notAnswered(.refused(counted)), .notAnswered(.silent(packets: 2, uncounted, own: nil)),
          .notAnswered(.silent(packets: 2, nil, own: nil)), .notAnswered(.silent(packets: 1, nil, own: bothWays)),
          .segmentsTooLong(.asked(nil, limit: nil, isRuleThere: false)),
          .segmentsTooLong(.asked(.throughTunnel, limit: .throughTunnel, isRuleThere: true)),
          .segmentsTooLong(.setting),
        ], about: .service(key)),
    findings(
      [
        .replyLost(vip: vip, to: source, from: host, nil), .replyLost(vip: vip, to: source, from: host, counted),
      ], about: .answers(from: vip, to: nil)),
    findings(
      [
        .tooLong(bytes: 2920, .limited(.throughTunnel, to: local)),
        .tooLong(bytes: 2920, .unlimited(vip: vip, director: lb1, shorter: command)),
        .tooLong(bytes: 0, .unlimited(vip: vip, director: lb1, shorter: nil)),
      ], about: .upload(to: vip)),
    [Finding(.unproven(.unseen(director: lb1, vip: vip)), about: .path(data))],
  ].flatMap(\.self)

  // MARK: - Clients, and other clusters

  private static let some = AddressRanges([IPv4Network(containing: client, prefixLength: 24)])
  private static let rule = RouteDecision.Rule(preference: 90, text: "from all lookup 52")
  private static let decision = RouteDecision(route: "default dev wg0", rule: nil)

  private static let clients: [Finding] = [
    findings(
      [
        .clientsUnrouted(.unknown), .clientsUnrouted(.ways([command, command])),
        .clientsUnrouted(.gateway(command, onLinux: true)), .clientsUnrouted(.gateway(command, onLinux: false)),
        .clientsDiscarded(RouteDecision(route: "blackhole x", rule: rule), .unknown),
        .clientsDiscarded(RouteDecision(route: nil, rule: rule), .unknown),
        .clientsDiscarded(RouteDecision(route: nil, rule: nil), .unknown),
      ], about: .answers(from: vip, to: some)),
    findings(
      [
        .loopback, .discarding, .silent("dummy"), .noCarrier, .down, .wireGuard, .tun, .ipsec, .ppp, .tunnel,
        .pointToPoint,
      ].map { .clientsIntoTunnel(decision, device: "wg0", $0, .unknown) }, about: .answers(from: vip, to: .all)),
    findings(
      [true, false].map {
        .clientsFiltered(Fault.FilteredClients(some, place: "iptables INPUT", rule: "-j DROP", onLinux: $0))
      }, about: .clients(some, of: key)),
    findings(
      [
        Fault.ReversePath("eth0", isStrict: true, .none),
        Fault.ReversePath("eth0", isStrict: false, .hole("blackhole")),
        Fault.ReversePath("eth0", isStrict: true, .devices(["wg0", "eth1"], loosen: command)),
      ].map { .clientsReversePath($0) }, about: .packets(of: some, to: vip)),
  ].flatMap(\.self)

  private static let prod = known(try ClusterName("prod"))
  private static func origin(_ cluster: ClusterName?) -> Origin {
    Origin(cluster: cluster, file: "/srv/a.yml", owner: "bob@ops", since: 1_764_000_000)
  }

  private static let clusters: [Finding] = [
    named(
      "managed resources", .otherCluster(nil, own: nil), .otherCluster(origin(nil), own: prod),
      .otherCluster(origin(prod), own: nil)),
    [
      Finding(.lostHost(.unnamed), about: .realserver(.v4(local))),
      Finding(.lostHost(.named(host, until: nil)), about: .host(host)),
      Finding(.lostHost(.named(host, until: 1_764_000_000)), about: .host(host)),
      Finding(
        .driftedReturn([.tunnel(tunnel), .service(key), .tunnel(tunnel)], unserved: ["web on web1", "mail"]),
        about: .stateBefore(known(try TransactionID("0123abcd")))),
    ],
  ].flatMap(\.self)
}
