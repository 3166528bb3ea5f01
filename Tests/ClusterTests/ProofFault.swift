import Testing

/// What is in the way of packets, and what `verify` has to name.
struct ProofFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Where it is planted; nil is the router, which the connections come from.
  let host: String?
  let plant: String
  /// What mends it where nobody can know the command from the hosts, and the finding has only words; nil is what the
  /// finding says.
  let heal: String?
  /// What takes away afterwards, on which hosts, what is left of the plant and of the remedy.
  let tidy: [String: String]
  /// Each as `HOST ID`.
  let named: Set<String>

  init(
    _ name: String, on host: String?, _ plant: String, heal: String? = nil, tidy: [String: String] = [:],
    names named: Set<String>
  ) {
    testDescription = name
    self.host = host
    self.plant = plant
    self.heal = heal
    self.tidy = tidy
    self.named = named
  }

  /// Packets are dropped, before or after they have been seen by others.
  static func drop(
    _ name: String, on host: String, _ device: String, _ direction: String, _ match: String,
    tidy: [String: String] = [:], isHealedElsewhere: Bool = false, names named: Set<String>
  ) -> ProofFault {
    ProofFault(
      name, on: host,
      "tc qdisc add dev \(device) clsact; tc filter add dev \(device) \(direction) protocol ip pref 2 flower \(match) action drop",
      heal: isHealedElsewhere ? nil : "tc filter del dev \(device) \(direction) pref 2",
      tidy: tidy.merging([host: "tc qdisc del dev \(device) clsact"]) { first, _ in first }, names: named)
  }

  /// The same by iptables; the remedy's own rules go with it.
  static func rule(_ name: String, on host: String, _ chain: String, _ match: String, names named: Set<String>) -> Self
  {
    ProofFault(
      name, on: host, "iptables -A \(chain) \(match) -j DROP", tidy: [host: "iptables -F \(chain)"], names: named)
  }

  // MARK: - The table

  static let all = onDirector + onRealserver

  /// Whether it is one of every other one in the table.
  var isVerified: Bool {
    (Self.all.firstIndex { $0.testDescription == testDescription } ?? 0).isMultiple(of: 2)
  }

  private static let shortNoMore = "ip route change $(ip route show default | sed 's/ advmss [0-9]*//')"

  static let onDirector: [ProofFault] = [
    ProofFault(
      "no packet comes to the director", on: nil, "ip route replace 198.18.101.80 via 198.18.0.99",
      heal: "ip route del 198.18.101.80", names: ["lb1 CV040"]),
    ProofFault(
      "somebody else has the VIP", on: nil, "ip route replace 198.18.101.80 via 198.18.1.21",
      heal: "ip route del 198.18.101.80", names: ["lb1 CV041"]),
    ProofFault("the VIP is gone", on: "lb1", "ip addr del 198.18.101.80/32 dev lo", names: ["lb1 CV042"]),
    .drop(
      "the director's firewall", on: "lb1", "eth0", "ingress", "ip_proto tcp dst_ip 198.18.101.80",
      names: ["lb1 CV043"]),
    .rule("a rule of the director's iptables", on: "lb1", "INPUT", "-d 198.18.101.80 -p tcp", names: ["lb1 CV043"]),
    ProofFault("the service is gone", on: "lb1", "ipvsadm -D -t 198.18.101.80:80", names: ["lb1 CV044"]),
    ProofFault(
      "a realserver is gone from the table", on: "lb1", "ipvsadm -d -t 198.18.101.80:80 -r 198.18.1.21",
      names: ["lb1 CV044"]),
    ProofFault(
      "a realserver has weight 0", on: "lb1", "ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 0",
      names: ["lb1 CV044"]),
    ProofFault(
      "no route to a realserver", on: "lb1", "ip route add unreachable 198.18.1.21/32",
      heal: "ip route del unreachable 198.18.1.21/32", names: ["lb1 CV013"]),
    ProofFault(
      "the outer source is the VIP", on: "lb1", "ip route add 198.18.1.21/32 via 198.18.0.1 src 198.18.101.80",
      tidy: ["lb1": "ip route del 198.18.1.21/32"], names: ["lb1 CV014"]),
    .drop(
      "ICMP is filtered", on: "lb1", "eth0", "egress", "ip_proto icmp src_ip 198.18.101.80",
      tidy: ["web1": shortNoMore, "web2": shortNoMore], isHealedElsewhere: true, names: ["web1 CV053", "web2 CV053"]),
  ]

  static let onRealserver: [ProofFault] = [
    .drop("protocol 4 is filtered", on: "web1", "eth0", "ingress", "ip_proto 4", names: ["web1 CV045"]),
    .rule("iptables drops protocol 4", on: "web1", "INPUT", "-p 4", names: ["web1 CV045"]),
    ProofFault("the tunnel is gone", on: "web1", "ip tunnel del lvs-lb1", names: ["web1 CV046"]),
    ProofFault("the tunnel is down", on: "web2", "ip link set lvs-lb1 down", names: ["web2 CV046"]),
    ProofFault(
      "the tunnel has another end", on: "web1", "ip tunnel change lvs-lb1 mode ipip remote 198.18.0.99",
      names: ["web1 CV046"]),
    ProofFault(
      "the VIP is not on the tunnel", on: "web1", "ip addr del 198.18.101.80/32 dev lvs-lb1", names: ["web1 CV047"]),
    ProofFault(
      "rp_filter is strict", on: "web1", "sysctl -qw net.ipv4.conf.lvs-lb1.rp_filter=1", names: ["web1 CV048"]),
    ProofFault(
      "no route to the client", on: "web1", "ip route add blackhole 198.18.0.1/32",
      heal: "ip route del blackhole 198.18.0.1/32", names: ["web1 CV049"]),
    ProofFault("nobody listens", on: "web1", "systemctl stop web", heal: "systemctl start web", names: ["web1 CV050"]),
    ProofFault(
      "the service listens on the realserver's own address", on: "web1",
      "systemctl stop web; setsid busybox httpd -f -p 198.18.1.21:80 -h /srv/www </dev/null >/dev/null 2>&1 & sleep 1",
      heal: "kill $(pidof busybox); systemctl start web; sleep 1", names: ["web1 CV050"]),
    .drop(
      "the realserver's firewall", on: "web1", "lvs-lb1", "ingress", "dst_ip 198.18.101.80", names: ["web1 CV051"]),
    .rule("iptables drops what comes out of the tunnel", on: "web1", "INPUT", "-i lvs-lb1", names: ["web1 CV051"]),
    .rule("iptables drops the answers", on: "web1", "OUTPUT", "-s 198.18.101.80", names: ["web1 CV052"]),
    ProofFault(
      "the provider filters sources", on: nil, "sysctl -qw net.ipv4.conf.br1.rp_filter=1",
      heal: "sysctl -qw net.ipv4.conf.br1.rp_filter=0", names: ["web1 CV052"]),
  ]
}
