import Drivers
import Model
import Testing

/// What is found of clients that a Linux host does not serve although a prober's packets pass.
@Suite struct LinuxClientTests {
  private static let vip = "198.18.101.80"
  private static let links = """
    lo <LOOPBACK,UP,LOWER_UP> loopback - - -
    eth0 <BROADCAST,MULTICAST,UP,LOWER_UP> ether - - -
    lvs-lb1 <POINTOPOINT,NOARP,UP,LOWER_UP> ipip ipip - -
    docker0 <NO-CARRIER,BROADCAST,MULTICAST,UP> ether - - -
    wg0 <POINTOPOINT,NOARP,UP,LOWER_UP> none wireguard - -
    tailscale0 <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> none tun - -
    dummy0 <BROADCAST,NOARP,UP,LOWER_UP> ether dummy - -
    """
  private static let rules = [
    "0:\tfrom all lookup local", "32766:\tfrom all lookup main", "32767:\tfrom all lookup default",
  ]
  private static let routes = [
    "default via 198.18.1.1 dev eth0 ", "198.18.1.0/24 dev eth0 proto kernel scope link src 198.18.1.21 ",
    "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown ",
  ]

  private static func intent(_ clients: [IPv4Network], isDirector: Bool = false) -> HostIntent {
    HostIntent(
      endpoints: isDirector
        ? []
        : [
          .init(
            role: .director("lb1"), encapsulation: .ipip, local: "198.18.1.21", remote: "198.18.0.11",
            addresses: [.init("198.18.101.80")])
        ],
      clients: [ServiceKey.tcp("198.18.101.80", 80): clients],
      balancing: isDirector
        ? .init(
          address: "198.51.100.10", forwardsPackets: true, vipInterface: .lo, services: [:], destinations: [:]) : nil,
      innerPeer: "198.18.0.7")
  }

  private static func findings(
    rules: [String] = [], routes: [String] = routes, filters: [String] = [], clients: [IPv4Network] = [.everywhere],
    isDirector: Bool = false, settings: [String] = []
  ) throws -> [Finding] {
    let all = (Self.rules + rules).sorted { number($0) < number($1) }
    let address = isDirector ? "198.51.100.10" : "198.18.1.21"
    let output = ProbeOutput.director
      .with("addresses", "2: eth0    inet \(address)/24 scope global eth0")
      .with("client-links", links).with("client-routes", routes.joined(separator: "\n"))
      .with("client-rules", (all.map { "rule \($0)" } + settings).joined(separator: "\n"))
      .with("client-filters", filters.joined(separator: "\n"))
    let driver = LinuxDriver()
    return driver.clientFindings(
      for: intent(clients, isDirector: isDirector), try driver.observe(output), output)
  }

  private static func number(_ rule: String) -> Int { Int(rule.prefix { $0 != ":" }) ?? 0 }

  private static func ids(_ findings: [Finding]) -> [String] { findings.map(\.id.rawValue) }

  /// What gives answers a way to clients.
  private static func commands(_ finding: Finding) -> String? {
    switch finding.fault {
    case .clientsUnrouted(let repair), .clientsDiscarded(_, let repair), .clientsIntoTunnel(_, _, _, let repair):
      switch repair {
      case .unknown: nil
      case .ways(let commands): commands.map(\.shellText).joined(separator: " && ")
      case .gateway(let command, _): command.shellText
      }
    default: nil
    }
  }

  // MARK: - Routes

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var rules: [String] = []
    var routes: [String] = LinuxClientTests.routes
    var clients: [IPv4Network] = [.everywhere]
    var found: [String] = []
  }

  static let cases: [Case] = [
    Case(testDescription: "a default route"),
    Case(
      testDescription: "no default route", routes: ["198.18.0.0/24 via 198.18.1.1 dev eth0", routes[1]],
      found: ["CV060"]),
    Case(
      testDescription: "no default route, and clients in the network that has one",
      routes: ["198.18.0.0/16 via 198.18.1.1 dev eth0", routes[1]], clients: ["198.18.200.0/24"]),
    Case(
      testDescription: "a VPN's policy route", rules: ["5270:\tfrom all lookup 52"],
      routes: routes + ["default dev wg0 table 52", "throw 198.18.0.0/24 table 52"], found: ["CV061"]),
    Case(
      testDescription: "a policy route to an interface that sends nothing", rules: ["5270:\tfrom all lookup 52"],
      routes: routes + ["default dev dummy0 table 52"], found: ["CV061"]),
    Case(
      testDescription: "wg-quick's rules for all addresses",
      rules: [
        "32764:\tfrom all lookup main suppress_prefixlength 0", "32765:\tnot from all fwmark 0xca6c lookup 51820",
      ],
      routes: routes + ["default dev wg0 table 51820 scope link"], found: ["CV061"]),
    Case(
      testDescription: "OpenVPN's two halves of everywhere",
      routes: routes + ["0.0.0.0/1 via 10.8.0.1 dev tailscale0", "128.0.0.0/1 via 10.8.0.1 dev tailscale0"],
      found: ["CV061", "CV061"]),
    Case(
      testDescription: "a blackhole for a network of clients", routes: routes + ["blackhole 198.18.200.0/24"],
      found: ["CV062"]),
    Case(
      testDescription: "a blackhole for a part of the clients that are listed",
      routes: routes + ["unreachable 203.0.113.7 metric 1"], clients: ["203.0.113.0/24"], found: ["CV062"]),
    Case(
      testDescription: "a prohibit in a table that a rule names", rules: ["100:\tfrom 198.18.101.80 lookup 100"],
      routes: routes + ["prohibit default table 100"], found: ["CV062"]),
    Case(
      testDescription: "a rule that is a blackhole", rules: ["100:\tfrom all to 198.18.200.0/24 blackhole"],
      found: ["CV062"]),
    Case(
      testDescription: "a rule for the VIP to a table that knows only the director",
      rules: ["100:\tfrom 198.18.101.80 lookup 100", "101:\tfrom 198.18.101.80 unreachable"],
      routes: routes + ["198.18.0.0/24 via 198.18.1.1 dev eth0 table 100"], found: ["CV062"]),
    Case(
      testDescription: "a rule by the service's port", rules: ["100:\tfrom all ipproto tcp sport 80 lookup 100"],
      routes: routes + ["default dev wg0 table 100"], found: ["CV061"]),
    Case(
      testDescription: "a route by the loopback", routes: routes + ["198.18.200.0/24 dev lo scope link"],
      found: ["CV061"]),
    // No alarm.
    Case(
      testDescription: "tailscale without an exit node",
      rules: [
        "5210:\tfrom all fwmark 0x80000/0xff0000 lookup main", "5230:\tfrom all fwmark 0x80000/0xff0000 lookup default",
        "5250:\tfrom all fwmark 0x80000/0xff0000 unreachable", "5270:\tfrom all lookup 52",
      ],
      routes: routes + ["100.100.100.100 dev tailscale0 table 52", "100.64.0.7 dev tailscale0 table 52"]),
    Case(
      testDescription: "kubernetes with calico",
      routes: routes + [
        "blackhole 10.244.82.0/26 proto 80", "10.244.82.1 dev cali0 scope link",
        "10.244.1.0/26 via 198.18.1.5 dev tunl0 proto bird onlink",
      ]),
    Case(
      testDescription: "fail2ban's bans of hosts", routes: routes + ["unreachable 203.0.113.7", "blackhole 192.0.2.9"]),
    Case(
      testDescription: "a router's private networks",
      routes: routes + ["blackhole 10.0.0.0/8", "unreachable 192.168.0.0/16"]),
    Case(
      testDescription: "a list of bad networks",
      routes: routes + (1...9).map { "blackhole 4\($0).0.0.0/16" }),
    Case(
      testDescription: "a split tunnel", routes: routes + ["10.8.0.0/16 dev wg0 scope link", "52.0.0.0/11 dev wg0"]),
    Case(
      testDescription: "clients behind a VPN that are listed", routes: routes + ["10.8.0.0/16 dev wg0 scope link"],
      clients: ["10.8.0.0/16"]),
    Case(
      testDescription: "a way out that was made for the VIP", rules: ["100:\tfrom 198.18.101.80 lookup 100"],
      routes: routes + ["default dev wg0 table 100"]),
    Case(
      testDescription: "a hole of last resort behind the default route",
      routes: routes + ["unreachable default metric 4278198272"]),
    Case(
      testDescription: "rules by uid and mark that are not the service's",
      rules: ["90:\tfrom all fwmark 0x1 lookup 100", "91:\tfrom all uidrange 1000-1000 lookup 100"],
      routes: routes + ["default dev wg0 table 100"]),
  ]

  @Test(arguments: cases) func `routes that do not lead to clients are found, and no others`(_ test: Case) throws {
    let findings = try Self.findings(rules: test.rules, routes: test.routes, clients: test.clients)
    #expect(Self.ids(findings) == test.found, "\(findings)")
    for finding in findings {
      let text = Self.commands(finding) ?? ""
      #expect(!text.contains(" del ") && !text.contains(" flush"), "no remedy takes away what is not culvert's")
    }
  }

  @Test func `a rule by uid counts where the service's program listens with that uid`() throws {
    let findings = try Self.findings(
      rules: ["91:\tfrom all uidrange 1000-1000 lookup 100"], routes: Self.routes + ["default dev wg0 table 100"],
      settings: ["uid 0050 1000"])
    #expect(Self.ids(findings) == ["CV061"])
  }

  @Test func `what mends it gives the VIP a way of its own`() throws {
    let policy = try Self.findings(
      rules: ["5270:\tfrom all lookup 52"], routes: Self.routes + ["default dev wg0 table 52"])
    #expect(policy.map(Self.commands) == ["ip rule add from 198.18.101.80 lookup main pref 5269"])
    let hole = try Self.findings(routes: Self.routes + ["blackhole 198.18.200.0/24"])
    #expect(
      hole.map(Self.commands) == [
        "ip route add default via 198.18.1.1 dev eth0 table 100 && ip rule add from 198.18.101.80 lookup 100 pref 32765"
      ])
    let none = try Self.findings(routes: ["198.18.0.0/24 via 198.18.1.1 dev eth0", Self.routes[1]])
    #expect(none.map(Self.commands) == ["ip route add default via 198.18.1.1 dev eth0"])
  }

  @Test func `lines that nobody knows change nothing, and a full table is not looked at`() throws {
    let strange = ["", "Error: something", "nexthop via", "default", "unicast", "10.0.0.0/33 dev x", "\u{1}"]
    #expect(try Self.findings(rules: ["1:\tfrom all zzz 7 lookup 9", "x"], routes: Self.routes + strange).isEmpty)
    #expect(try Self.findings(routes: [Self.routes[1], "more 900000"]).isEmpty)
  }

  // MARK: - Filters

  struct FilterCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var filters: [String]
    var clients: [IPv4Network] = [.everywhere]
    var isDirector = false
    var count = 1
  }

  private static func table(policy: String = "ACCEPT", _ rules: String...) -> [String] {
    (["*filter", ":INPUT \(policy) [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]"] + rules + ["COMMIT"]).map {
      "iptables \($0)"
    }
  }

  private static func nft(_ chains: String) -> [String] {
    ("table inet filter {\n" + chains + "\n}").split(separator: "\n").map { "nft \($0)" }
  }

  static let filters: [FilterCase] = [
    FilterCase(testDescription: "OUTPUT to clients", filters: table("-A OUTPUT -d 198.18.200.0/24 -j DROP")),
    FilterCase(
      testDescription: "INPUT from clients", filters: table("-A INPUT -s 198.18.200.0/24 -j DROP"), isDirector: true),
    FilterCase(
      testDescription: "INPUT for the office only",
      filters: table(
        policy: "DROP", "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-A INPUT -i lo -j ACCEPT",
        "-A INPUT -s 198.18.0.0/24 -j ACCEPT")),
    FilterCase(
      testDescription: "all but the office, by a negation, in a chain of its own",
      filters: table(
        "-A INPUT -p tcp -m tcp --dport 80 -j web",
        "-A web ! -s 198.18.0.0/24 -j REJECT --reject-with icmp-port-unreachable")),
    FilterCase(
      testDescription: "an ipset with a part of the clients that are listed",
      filters: table("-A INPUT -m set --match-set bans src -j DROP")
        + ["set create bans hash:net family inet hashsize 1024", "set add bans 203.0.113.0/25"],
      clients: ["203.0.113.0/24"]),
    FilterCase(
      testDescription: "nft, by a set",
      filters: nft(
        "\tset bad {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 198.18.200.0/24,\n\t\t\t     10.0.0.0/8 }\n\t}\n"
          + "\tchain in {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tip saddr @bad counter packets 0 bytes 0 drop\n\t}"
      )),
    FilterCase(
      testDescription: "nft, a policy",
      filters: nft(
        "\tchain in {\n\t\ttype filter hook input priority 0; policy drop;\n\t\tct state 0x2,0x4 accept\n\t\tip saddr 198.18.0.0/24 tcp dport { 22, 80 } accept\n\t}"
      )),
    FilterCase(
      testDescription: "nft, answers",
      filters: nft(
        "\tchain out {\n\t\ttype filter hook output priority 0; policy accept;\n\t\tip daddr 198.18.200.0/24 tcp sport 80 reject with tcp reset\n\t}"
      )),
    FilterCase(
      testDescription: "tc", filters: ["tc eth0 egress ip 2 0x1 flower 0 dst_ip=198.18.200.0/24"]),
    // No alarm.
    FilterCase(
      testDescription: "docker and kubernetes",
      filters: table(
        "-A INPUT -m comment --comment \"kubernetes health check rules -j DROP\" -j KUBE-NODEPORTS",
        "-A INPUT -j KUBE-FIREWALL",
        "-A OUTPUT -j KUBE-FIREWALL", "-A FORWARD -j DOCKER-USER", "-A FORWARD -s 198.18.200.0/24 -j DROP",
        "-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment \"block incoming localnet\" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP",
        "-A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP"), count: 0),
    FilterCase(
      testDescription: "ufw",
      filters: table(
        policy: "DROP", "-A INPUT -j ufw-before", "-A INPUT -j ufw-user",
        "-A ufw-before -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-A ufw-before -m conntrack --ctstate INVALID -j DROP", "-A ufw-before -j ufw-not-local",
        "-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN", "-A ufw-not-local -j DROP",
        "-A ufw-user -p tcp -m tcp --dport 80 -j ACCEPT"), count: 0),
    FilterCase(
      testDescription: "fail2ban",
      filters: table(
        "-A INPUT -p tcp -m multiport --dports 80,443 -j f2b", "-A f2b -s 203.0.113.7/32 -j REJECT", "-A f2b -j RETURN"),
      count: 0),
    FilterCase(
      testDescription: "a rate, and another port",
      filters: table(
        "-A INPUT -p tcp -m tcp --dport 80 -m hashlimit --hashlimit-above 50/sec --hashlimit-name a -j DROP",
        "-A INPUT -p tcp -m tcp --dport 22 -j DROP"),
      count: 0),
    FilterCase(
      testDescription: "firewalld",
      filters: nft(
        "\tchain filter_INPUT {\n\t\ttype filter hook input priority filter + 10; policy accept;\n\t\tct state { established, related } accept\n"
          + "\t\tct status dnat accept\n\t\tiifname \"lo\" accept\n\t\tct state invalid drop\n\t\tjump filter_INPUT_ZONES\n"
          + "\t\treject with icmpx admin-prohibited\n\t}\n\tchain filter_INPUT_ZONES {\n\t\tiifname \"eth0\" goto filter_IN_public\n"
          + "\t\tgoto filter_IN_public\n\t}\n\tchain filter_IN_public {\n\t\ttcp dport 80 accept\n\t}"), count: 0),
  ]

  @Test(arguments: filters) func `filters that drop clients' packets are found, and no others`(_ test: FilterCase)
    throws
  {
    let findings = try Self.findings(filters: test.filters, clients: test.clients, isDirector: test.isDirector)
    #expect(
      Self.ids(findings) == Array(repeating: "CV063", count: test.count),
      "\(findings)")
  }

  // MARK: - The director

  @Test func `rp_filter is found where clients' packets come in and it would drop them`() throws {
    let away = ["198.51.100.0/24 dev eth0 proto kernel scope link", "default dev wg0"]
    func ids(_ routes: [String], _ value: Int) throws -> [String] {
      Self.ids(
        try Self.findings(
          routes: routes, isDirector: true, settings: ["rp_filter all 0", "rp_filter eth0 \(value)"]))
    }
    #expect(try ids(away, 1) == ["CV064"])
    #expect(try ids(away, 2) == [])
    #expect(try ids(away, 0) == [])
    #expect(try ids(["198.51.100.0/24 dev eth0 proto kernel scope link"], 2) == ["CV064"])
    #expect(try ids(Self.routes, 1) == [])
  }
}
