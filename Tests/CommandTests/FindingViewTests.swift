import Foundation
import Model
import Testing

@testable import culvert

/// A finding for people and for programs.
@Suite struct FindingViewTests {
  private func json(_ remedy: Remedy) throws -> [String: String] {
    let finding = Finding(.noReplyRoute, about: .named("client"), why: "no way", remedy: remedy)
    let data = try JSONEncoder().encode(JSONFinding(finding, try HostName("web1")).fix)
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

  @Test func `people get it in the line`() throws {
    let finding = Finding(.noReplyRoute, about: .named("client"), why: "no way", remedy: .run([Command("true")]))
    #expect(FindingText.line(finding, try HostName("web1")) == "web1: client: no way: on web1: true [CV049]")
  }
}
