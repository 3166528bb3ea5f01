import Inventory
import Model

/// Which hosts a fleet has, and what is asked of them.
///
/// They are in 10.64.0.0/16 of a network namespace that nothing leads out of.
struct FleetPlan {
  let kind: Kind
  /// What the hosts are asked for, in the order of the inventory.
  let cluster: Cluster
  /// The inventory that they are read from.
  let inventory: String

  /// How the hosts are made.
  enum Kind {
    /// They answer to a probe what real hosts did, and can do nothing else: a director `lb1`, and realservers of each system
    /// in turn.
    case answering
    /// They have a network, files and tools of their own, and the agent works on them: Linux hosts, joined by plain
    /// tunnels two by two.
    case working
  }

  /// 20,000 is the most that there are addresses for here, with room to spare.
  static let sizes = 2...20_000

  /// - Precondition: `count` is in `sizes`.
  init(_ kind: Kind, count: Int) throws {
    self.kind = kind
    inventory = kind == .answering ? Self.balanced(count) : Self.joined(count)
    let result = InventoryReader.read(Array(inventory.utf8), file: "fleet.yml")
    guard let cluster = result.cluster else {
      throw BenchError("the fleet's own inventory has mistakes: \(result.diagnostics.prefix(3))")
    }
    self.cluster = cluster
  }

  private static func balanced(_ count: Int) -> String {
    let realservers = 1..<count
    let hosts = realservers.map { "  r\($0): {address: \(address($0))\(system($0))}\n" }
    return """
      culvert: 1
      hosts:
        lb1: {address: \(address(0))}
      \(hosts.joined())directors: [lb1]
      services:
        web: {vip: 192.0.2.80, port: 80, realservers: {\(realservers.map { "r\($0): " }.joined(separator: ","))}}

      """
  }

  /// Each host is the end of one tunnel; with an odd number, the first is of two.
  private static func joined(_ count: Int) -> String {
    let hosts = (0..<count).map { "  r\($0): {address: \(address($0))}\n" }
    let tunnels = stride(from: 0, to: count, by: 2).map { first in
      let ends =
        "r\(first): 10.65.\(first / 200).\(10 + first % 200), r\((first + 1) % count): 10.66.\(first / 200).\(10 + first % 200)"
      return "  t\(first): {ends: {\(ends)}}\n"
    }
    return "culvert: 1\nhosts:\n\(hosts.joined())tunnels:\n\(tunnels.joined())"
  }

  private static func address(_ number: Int) -> String { "10.64.\(number / 200).\(10 + number % 200)" }

  private static func system(_ number: Int) -> String { ["", ", os: freebsd", ", os: solaris"][number % 3] }
}

/// Why there is no measurement.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
