import Model
import Planning

/// How an operator wants a change to be carried out, and how he is asked and heard meanwhile.
package struct ChangeTerms: Sendable {
  package var options: RunOptions
  /// Seconds since 1970.
  package var now: @Sendable () -> Int
  /// Whether to go on, asked once after the plan was told; whoever says no has told why.
  package var approve: @Sendable () async -> Bool
  /// The wishes to stop while a transaction is on its way; the stream ends with the transaction.
  package var interrupts: @Sendable () -> AsyncStream<Void>

  /// Terms on which nobody is asked, nor stops the change, unless said otherwise.
  package init(
    _ options: RunOptions, now: @escaping @Sendable () -> Int,
    approve: @escaping @Sendable () async -> Bool = { true },
    interrupts: @escaping @Sendable () -> AsyncStream<Void> = { AsyncStream { _ in } }
  ) {
    self.options = options
    self.now = now
    self.approve = approve
    self.interrupts = interrupts
  }

  /// The same without the wait for a VIP that does not come to its director.
  var withoutRoutePatience: ChangeTerms {
    var terms = self
    terms.options.routePatience = nil
    return terms
  }
}

/// What came of plans.
package struct ChangeResult: Sendable {
  package var outcome: RunOutcome
  /// How the transaction ended; nil where there was nothing to do.
  package var report: RunReport?
  /// Whether all that there was to do is done.
  var isChanged = false

  /// The realservers that packets did not come through to, so that the change was taken back.
  var unproven: Set<HostName> { report?.unproven ?? [] }
}
