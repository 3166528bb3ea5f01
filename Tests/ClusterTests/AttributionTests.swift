import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// What a difference comes from, planted on real kernels.
  @Suite(.serialized) struct Attributions {
    /// What happens to a host, with the traces that it leaves there, and what `drift` has to say of it.
    struct Planted: Sendable {
      let host: String
      let command: String
      /// What the lines below the table begin with and hold.
      let told: [(beginning: String, words: String)]
    }

    /// `$now` is the moment in the form of a log that rsyslog writes today, `$then` in the old one.
    private static let clock =
      "now=$(date +%Y-%m-%dT%H:%M:%S.000000%:z); then=$(date '+%b %e %H:%M:%S'); mkdir -p /var/log"

    static let planted = [
      Planted(
        host: "lb1",
        command: """
          ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 0
          echo "$now lb1 sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/sbin/ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 0" >>/var/log/auth.log
          """,
        told: [
          (
            "lb1  destination 198.18.1.21:80 of 198.18.101.80:80/tcp: perhaps because alice ran with sudo: ",
            "ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 0 ("
          )
        ]),
      Planted(
        host: "lb1",
        command: """
          sysctl -qw net.ipv4.ip_forward=0
          echo "$then lb1 doas: bob ran command sysctl -w net.ipv4.ip_forward=0 as root from /home/bob" >>/var/log/auth.log
          """,
        told: [
          ("lb1  setting net/ipv4/ip_forward: perhaps because bob ran with doas: ", "sysctl -w net.ipv4.ip_forward=0 (")
        ]),
      Planted(
        host: "lb1",
        command: """
          ipvsadm -E -t 198.18.101.80:80 -s rr
          mkdir -p /etc/keepalived; echo 'virtual_server 198.18.101.80 80 { lb_algo rr }' >/etc/keepalived/keepalived.conf
          """,
        told: [
          ("lb1  service 198.18.101.80:80/tcp: likely because ", "/etc/keepalived/keepalived.conf speaks of it")
        ]),
      Planted(
        host: "lb1", command: "sysctl -qw net.ipv4.vs.expire_nodest_conn=0",
        told: [("lb1  setting net/ipv4/vs/expire_nodest_conn: cause unknown, ", "the host tells nothing")]),
      Planted(
        host: "web1",
        command: """
          ip tunnel del lvs-lb1
          echo "$now web1 ansible-ansible.legacy.command[812]: Invoked with _raw_params=ip tunnel del lvs-lb1" >>/var/log/syslog
          """,
        told: [("web1  tunnel lvs-lb1: perhaps because ansible ran: ", "_raw_params=ip tunnel del lvs-lb1 (")]),
      Planted(
        host: "web1",
        command: """
          sysctl -qw net.ipv4.conf.eth0.arp_ignore=0
          echo "[7] [00123] [ts/0] [carol   ] [pts/0       ] [198.18.200.200      ] [198.18.200.200 ] [$(date +%Y-%m-%dT%H:%M:%S),000000+00:00]" |
            utmpdump -r >>/var/log/wtmp
          """,
        told: [
          (
            "web1  setting net/ipv4/conf/eth0/arp_ignore: perhaps because ",
            "carol was logged in from 198.18.200.200 ("
          )
        ]),
      Planted(
        host: "web1", command: "echo '# hello' >>/etc/culvert/boot",
        told: [
          ("web1  file /etc/culvert/boot: because ", "it was written, and is root's ("),
          ("web1  file /etc/culvert/boot: likely because ", "carol was logged in from 198.18.200.200 ("),
        ]),
      Planted(
        host: "web2",
        command: """
          rm /etc/rc3.d/S90culvert
          echo "$(date '+%Y-%m-%d %H:%M:%S') upgrade sysv-rc:all 3.06-4 3.06-5" >/var/log/dpkg.log
          """,
        told: [
          ("web2  file /etc/rc3.d/S90culvert: likely because ", "its folder was changed ("),
          ("web2  file /etc/rc3.d/S90culvert: likely because ", "packages were changed: upgrade sysv-rc:all ("),
        ]),
    ]

    @Test(.beyondCore) func `what the host tells is told, what it does not is said to be unknown`() async throws {
      let cluster = try await ClusterLab.up()
      let healthy = try await cluster.snapshots()
      for planted in Self.planted { try await cluster.on(planted.host, "\(Self.clock)\n\(planted.command)") }
      // A host that is started anew while its boot script cannot be run.
      try await cluster.on("web2", "chmod 644 /etc/culvert/boot; sync")
      try await cluster.lab.powerCut("web2")
      try await cluster.lab.boot("web2")
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 2)
      let lines = drift.stdout.split(separator: "\n")
      let restart = (
        beginning: "web2  tunnel lvs-lb1", words: "because the host was started anew, and its boot did not make it so ("
      )
      for told in Self.planted.flatMap(\.told) + [restart] {
        #expect(
          lines.contains { $0.hasPrefix(told.beginning) && $0.contains(told.words) },
          Comment(rawValue: "\(told.beginning)…\(told.words)\n\(drift.stdout)"))
      }
      let json = try await cluster.culvert("drift", "--json")
      #expect(json.stdout.contains(#""certainty":"possible","kind":"command""#), Comment(rawValue: json.stdout))
      try await cluster.on("lb1", "rm -r /etc/keepalived /var/log/auth.log")
      try await cluster.on("web1", "rm /var/log/syslog /var/log/wtmp")
      try await cluster.on("web2", "rm /var/log/dpkg.log")
      let mend = try await cluster.culvert("up", "--yes")
      #expect(mend.status == 0, Comment(rawValue: "\(mend.stdout)\(mend.stderr)"))
      #expect(try await cluster.snapshots() == healthy)
    }

    @Test func `an inventory that has changed is told from a host that was changed`() async throws {
      let cluster = try await ClusterLab.up()
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 2, "web2": 1]))
      let drift = try await cluster.culvert("drift")
      try cluster.write(cluster.inventory)
      #expect(
        drift.stdout.contains(": because the inventory asks for something else than transaction "),
        Comment(rawValue: drift.stdout))
      #expect(!drift.stdout.contains("unknown"), Comment(rawValue: drift.stdout))
    }
  }
}
