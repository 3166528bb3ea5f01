import Controller
import Foundation
import Model
import Planning
import Testing

@testable import culvert

/// A finding for people and for programs.
@Suite struct FindingViewTests {
  private func json(_ remedy: Remedy) throws -> [String: String] {
    let data = try JSONEncoder().encode(JSONRemedy(remedy, try HostName("web1")))
    return try JSONDecoder().decode([String: String].self, from: data)
  }

  @Test func `programs get the command by itself, with its host`() throws {
    #expect(
      try json(.run([Command("ip", "route", "del", "a b")], note: "and more")) == [
        "kind": "run", "host": "web1", "command": "ip route del 'a b'", "note": "and more",
      ])
    #expect(
      try json(.run([Command("true")], on: try HostName("lb1"))) == [
        "kind": "run", "host": "lb1", "command": "true",
      ])
    #expect(try json(.culvert(["up"])) == ["kind": "culvert", "command": "culvert up"])
    #expect(try json(.words("ask")) == ["kind": "words"])
  }

  @Test func `a path that is not proven is told with where it stops, and with what to do about the run`() throws {
    let host = try HostName("web1")
    let (vip, client) = (try IPv4Address("192.0.2.80"), try IPv4Address("203.0.113.9"))
    let path = DataPath(
      service: try ServiceName("web"), vip: vip, transport: .tcp, port: Port(number: 80), realserver: host,
      address: try IPv4Address("203.0.113.21"), forwarding: .tunneling(.ipip))
    func line(_ fault: Fault) -> String {
      ProblemText.line(.unproven(path, BrokenLayer(host: host, finding: Finding(fault, about: .vip(.v4(vip))))))
    }
    #expect(
      line(.answeredElsewhere(vip: vip, client: client, isRefused: true))
        == "192.0.2.80:80/tcp is not reached: CV041 on web1, VIP 192.0.2.80: 203.0.113.9 was refused, but no packet came "
        + "to a director (route 192.0.2.80 to the director during the change: --when-routed wait:10m)")
    #expect(
      line(.vipNotInside(.tunnel(try InterfaceName("gif0"))))
        == "192.0.2.80:80/tcp is not reached through it: CV047 on web1, VIP 192.0.2.80: tunnel gif0 does not have it "
        + "(if it is only this machine that is not let through: --on-unproven ignore)")
  }

  @Test func `a host that is slow is told of with the way out`() {
    let text = ProblemText.line(.lasted(.seconds(60), deadline: 60))
    #expect(text == "had not answered after 60.0 seconds; if it is only slow, give it more time: --deadline 180")
    #expect(ProblemText.line(.lasted(.seconds(3600), deadline: 3600)) == "had not answered after 3600.0 seconds")
  }

  @Test func `people get it in the line`() throws {
    let finding = Finding(.rivalAtBoot(.unit(Command("true"))), about: .named("x.service"))
    #expect(
      FindingText.line(finding, try HostName("web1"))
        == "web1: x.service: it is enabled, and clears and restores the virtual services itself: on web1: true [CV020]")
  }
}
