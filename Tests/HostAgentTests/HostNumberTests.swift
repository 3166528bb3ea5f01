import Model
import Testing

@testable import HostAgent

/// Numbers that hosts tell, which are reckoned with later.
@Suite struct HostNumberTests {
  private static func answer(_ section: String, _ line: String) -> AgentAnswer {
    AgentAnswer(kept: "\(line)\n%culvert n section \(section) 0\n")
  }

  private static func status(left: String, created: String = "1") throws -> TransactionStatus {
    try TransactionStatus("id 0123abcd\nstate armed\nleft \(left)\ncreated \(created)", section: "pending")
  }

  @Test func `connections can be added up`() throws {
    let counts = try ConnectionCount.list(Self.answer("connections", "10.80.1.2:80 4294967295 0"))
    #expect(counts == [ConnectionCount(destination: "10.80.1.2:80", active: 4_294_967_295, inactive: 0)])
    for number in ["-1", "+1", "4294967296", "9223372036854775807", "x"] {
      #expect(throws: ProbeError.self) {
        try ConnectionCount.list(Self.answer("connections", "10.80.1.2:80 \(number) 0"))
      }
    }
  }

  @Test func `seconds may be negative, and are some that a clock comes to`() throws {
    #expect(try Self.status(left: "-17").secondsLeft == -17)
    #expect(try Self.status(left: "0").secondsLeft == 0)
    for left in ["-9223372036854775808", "9223372036854775807", "1099511627776", "--1", "+1", "-", ""] {
      #expect(throws: ProbeError.self) { try Self.status(left: left) }
    }
    #expect(try Self.status(left: "1", created: "-9223372036854775808").created == 0)
  }

  @Test(arguments: [
    ("1", "9223372036854775807"), ("1", "-9223372036854775808"), ("-1", "1"), ("9223372036854775807", "1"),
  ])
  func `a transaction of no time and no number is refused`(number: String, created: String) {
    let answer = Self.answer("list", "tx \(number) 0123abcd confirmed - \(created) alice@desk")
    #expect(throws: ProbeError.self) { try TransactionRecord.list(answer) }
  }

  @Test func `a transaction is read`() throws {
    let records = try TransactionRecord.list(Self.answer("list", "tx 7 0123abcd confirmed - 1764316800 alice@desk"))
    #expect(records.map(\.number) == [7])
    #expect(records.map(\.created) == [1_764_316_800])
  }
}
