import Drivers
import HostAgent
import Model
import Planning

extension TransactionOrder {
  /// The order that carries out a plan on its host.
  package init(_ id: TransactionID, _ plan: HostPlan, _ member: Fleet.Member, _ options: RunOptions) {
    var seen: Set<Command> = []
    let steps = plan.schedule.flatMap { member.driver.steps(for: $0.change, in: $0.phase) }
    self.init(
      id: id, owner: options.owner, created: options.created,
      deadline: plan.part.deadline(options.deadline, tearsDown: false), part: plan.part,
      // What is never taken back, such as loading a module, is done once.
      steps: steps.filter { !$0.backward.isEmpty || seen.insert($0.forward).inserted },
      files: Self.files(plan.changes),
      ownership: plan.changes.contains { $0.face == .record } ? plan.ownershipAfter : nil,
      probeArguments: member.driver.probeArguments(for: member.intent))
  }

  /// What starts a file is taken away before it, and made after it.
  private static func files(_ changes: [Change]) -> [FileOrder] {
    let orders = changes.compactMap { change -> (rank: Int, order: FileOrder)? in
      guard let file = change[Files.self] else { return nil }
      let isLink = if case .link = file.to ?? file.from { true } else { false }
      let rank = file.to == nil ? (isLink ? 0 : 3) : (isLink ? 2 : 1)
      return (rank, FileOrder(path: file.key, file: file.to))
    }
    return orders.sorted { ($0.rank, $0.order.path) < ($1.rank, $1.order.path) }.map(\.order)
  }
}
