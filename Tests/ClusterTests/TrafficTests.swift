import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// What clients notice of a cluster that changes under them.
  @Suite(.serialized) struct Traffic {
    @Test func `no connection is lost or refused while realservers come, go, and are rolled back`() async throws {
      let cluster = try await Self.up()
      let load = try cluster.lab.startClient([
        "sh", "-c",
        """
        while :; do
          curl -s -m 10 -o /dev/null -w '%{http_code} %{local_port} %{time_total} %{exitcode} %{errormsg}\\n' \
            http://\(cluster.lab.vip)/ || date '+failed at %T'
        done
        """,
      ])
      let staying = try await cluster.slowDownload(through: "web1", bytesPerSecond: 70_000)
      let leaving = try await cluster.slowDownload(through: "web2", bytesPerSecond: 300_000)

      // web2 goes, while somebody still downloads through it.
      try await Self.change(cluster, ["web1": 1])
      #expect(await leaving.wait().stdout == "4000000\n")
      try await Self.change(cluster, ["web1": 1, "web2": 1])
      let back = try await cluster.culvert("rollback", "--yes", "--drain-timeout", "60")
      #expect(back.status == 0, Comment(rawValue: back.stdout + back.stderr))
      if TestScope.isWhole { try await killInTheMiddle(cluster) }

      #expect(await staying.wait().stdout == "4000000\n")
      await load.terminate()
      let answers = (await load.wait()).stdout.split(separator: "\n")
      let failed = answers.filter { !$0.hasPrefix("200 ") }
      print("traffic: \(answers.count) short connections, \(failed.count) failed; 2 long ones, none lost")
      #expect(answers.count > 200)
      #expect(failed.isEmpty)
    }

    /// web2 goes again, and culvert dies when the director is about to confirm.
    private func killInTheMiddle(_ cluster: ClusterLab) async throws {
      try await Self.change(cluster, ["web1": 1, "web2": 1])
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 1]))
      try await cluster.stop("lb1", at: "confirm")
      let up = try cluster.startCulvert(
        "up", "--yes", "--deadline", "20", "--drain-timeout", "10", "--templates", "templates")
      #expect(try await cluster.reached("lb1") { !up.isRunning })
      await up.signal(SIGKILL)
      _ = await up.wait()
      try await cluster.goOn("lb1")
      let resume = try await cluster.culvert("resume")
      #expect(resume.status == 0, Comment(rawValue: resume.stdout + resume.stderr))
    }

    /// Its realserver has not answered it when it goes, and never does: the next SYN comes to another one.
    @Test(.beyondCore) func `a connection that is being made when its realserver goes is made and served by another`()
      async throws
    {
      let cluster = try await Self.up()
      try await cluster.on("web2", "ip route add blackhole \(cluster.lab.addresses.client)/32")
      let connection = try await Self.halfOpen(cluster, through: "web2")
      try await Self.change(cluster, ["web1": 1])
      let answer = await connection.wait()
      #expect(answer.stdout == "200", Comment(rawValue: answer.stdout))
      try await cluster.on("web2", "ip route del blackhole \(cluster.lab.addresses.client)/32")
    }

    /// ip_vs keeps the entry of an ended connection for two minutes, and where it is left to itself drops what belongs to one
    /// whose realserver is gone, a new SYN too.
    @Test(.beyondCore) func `a port that was used for a realserver that has gone is served by another one`()
      async throws
    {
      let cluster = try await Self.up()
      var ports: [Int] = []
      for port in 31_000..<31_016 where try await Self.ask(cluster, from: port) == "web2" { ports.append(port) }
      #expect(!ports.isEmpty)
      try await Self.change(cluster, ["web1": 1])
      for port in ports { #expect(try await Self.ask(cluster, from: port) == "web1", "port \(port)") }
    }

    /// Who answers a connection from this port.
    private static func ask(_ cluster: ClusterLab, from port: Int) async throws -> String {
      // The client reads until the server has ended it: so its own side keeps the port for nobody.
      let words = [
        "curl", "-sS", "-m", "10", "-H", "Connection: close", "--ignore-content-length", "--local-port", String(port),
      ]
      let output = try await cluster.lab.client(words + ["http://\(cluster.lab.vip)/"], timeout: .seconds(20))
      try #require(output.succeeded, "port \(port): \(output)")
      return output.stdout.trimmingCharacters(in: .newlines)
    }

    /// A client's connection whose first packet has come to this realserver, which cannot answer it.
    private static func halfOpen(
      _ cluster: ClusterLab, through host: String
    ) async throws -> RunningProcess {
      let address = try cluster.lab.address(of: host)
      for port in 30_000..<30_100 {
        let connection = try cluster.lab.startClient([
          "curl", "-s", "-m", "60", "--local-port", String(port), "-o", "/dev/null", "-w", "%{http_code}",
          "http://\(cluster.lab.vip)/",
        ])
        var entry = ""
        while entry.isEmpty { entry = try await cluster.on("lb1", "ipvsadm -Lnc | grep ':\(port) ' || true").stdout }
        if entry.contains(address) { return connection }
        _ = await connection.wait()
      }
      throw CancellationError()
    }

    private static func up() async throws -> ClusterLab {
      let cluster = try await ClusterLab.up()
      try Points.install(in: cluster.lab)
      return cluster
    }

    private static func change(_ cluster: ClusterLab, _ weights: [String: Int]) async throws {
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: weights))
      let up = try await cluster.culvert("up", "--yes", "--drain-timeout", "60", "--templates", "templates")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
    }
  }
}
