import Inventory
import Model

/// Which hosts a fleet has: a director `lb1`, and realservers of each system in turn.
///
/// They are in 10.64.0.0/16 of a network namespace that nothing leads out of.
struct FleetPlan {
  /// What the hosts are asked for, in the order of the inventory; the director is the first.
  let cluster: Cluster
  /// The inventory that they are read from.
  let inventory: String

  /// 20,000 is the most that there are addresses for here, with room to spare.
  static let sizes = 2...20_000

  /// - Precondition: `count` is in `sizes`.
  init(count: Int) throws {
    inventory = Self.inventory(count)
    let result = InventoryReader.read(Array(inventory.utf8), file: "fleet.yml")
    guard let cluster = result.cluster else {
      throw BenchError("the fleet's own inventory has mistakes: \(result.diagnostics.prefix(3))")
    }
    self.cluster = cluster
  }

  private static func inventory(_ count: Int) -> String {
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

  private static func address(_ number: Int) -> String { "10.64.\(number / 200).\(10 + number % 200)" }

  private static func system(_ number: Int) -> String { ["", ", os: freebsd", ", os: solaris"][number % 3] }
}

/// Why there is no measurement.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
