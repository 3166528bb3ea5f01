import Model
import Testing

@testable import culvert

/// What mends a finding, as it is printed.
@Suite struct RemedyTests {
  private static func host(_ name: String) throws -> HostName { try HostName(name) }

  @Test func `a command has its host before it and what is left to think of behind it`() throws {
    let remedy = Remedy.run([Command("ip", "route", "del", "blackhole", "192.0.2.1")], note: "and where it is set")
    #expect(
      remedy.text(on: try Self.host("web1")) == "on web1: ip route del blackhole 192.0.2.1 (and where it is set)")
    let elsewhere = Remedy.run([Command("true")], on: try Self.host("lb1"))
    #expect(elsewhere.text(on: try Self.host("web1")) == "on lb1: true")
  }

  @Test func `several commands are one line for a shell, each word quoted`() {
    let remedy = Remedy.run([Command("sed", "-i", "s/a b/c/", "/etc/x"), Command("true")])
    #expect(remedy.shellText == "sed -i 's/a b/c/' /etc/x && true")
  }

  @Test func `culvert's own command is for no host, and words are no command`() throws {
    let remedy = Remedy.culvert(["up", "--adopt"], note: "or remove it")
    #expect(remedy.text(on: try Self.host("web1")) == "culvert up --adopt (or remove it)")
    #expect(Remedy.words("ask the provider").shellText == nil)
    #expect(Remedy.words("ask the provider").text(on: try Self.host("web1")) == "ask the provider")
  }
}
