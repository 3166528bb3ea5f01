import Model
import Testing

@Suite struct AddressRangesTests {
  private func ranges(_ texts: String...) throws -> AddressRanges {
    AddressRanges(try texts.map { try IPv4Network($0) })
  }

  @Test func `sets of addresses meet, part and complement each other`() throws {
    let half = try ranges("0.0.0.0/1", "128.0.0.0/1")
    #expect(half == .all && half.complement == .none && AddressRanges.none.complement == .all)
    let rest = try ranges("10.0.0.0/8").subtracting(try ranges("10.64.0.0/10"))
    #expect(rest.networks.map(\.text) == ["10.0.0.0/10", "10.128.0.0/9"])
    #expect(rest.count == 3 << 22)
    #expect(try rest.intersection(ranges("10.0.0.0/16", "10.64.0.0/16", "11.0.0.0/8")) == ranges("10.0.0.0/16"))
    #expect(try ranges("255.255.255.255/32").complement.networks.count == 32)
    #expect(try ranges("192.0.2.1/32", "192.0.2.0/32").networks.map(\.text) == ["192.0.2.0/31"])
  }
}
