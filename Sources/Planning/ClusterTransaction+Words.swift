import Model

/// What a transaction is told, what it says to do, and how it ends.
extension ClusterTransaction {
  /// What a host has to go through.
  package struct Participant: Hashable, Sendable {
    package var host: HostName
    package var phases: [Phase]
    /// Whether destinations have to be drained there before the withdrawal.
    package var drains: Bool

    package init(host: HostName, phases: [Phase], drains: Bool) {
      self.host = host
      self.phases = phases
      self.drains = drains
    }
  }

  /// When data paths are proven by packets: before anything is removed, and again afterwards.
  package enum ProofRound: Hashable, Sendable, CaseIterable {
    /// Those to VIPs that the directors have: before a client is sent there.
    case beforeClients
    /// Those to VIPs that are new: as soon as they are there.
    case ofNewVIPs
    /// Those of all services that the change touches: when all is removed, and before the first confirm.
    case afterRemovals
  }

  /// What happened.
  package enum Event: Hashable, Sendable {
    case armed(HostName)
    /// A host ran a phase, and was seen to be as the phase leaves it.
    case applied(HostName, Phase)
    case drained(HostName)
    /// A host was reached over a new connection, and its transaction is open.
    case reached(HostName)
    case confirmed(HostName)
    /// A host said no, or a step failed, or it is not as it should be; it can be reached.
    case failed(HostName)
    /// Nobody knows what the host did: the connection was lost.
    case lost(HostName)
    /// A host that only waits for others does not answer any more.
    case silent(HostName)
    /// A host was asked to confirm so long ago that it may soon take the change back; what comes of it will be told.
    case doubtful(HostName)
    /// A host that is searched for has had the time to take the change back by itself.
    case overdue(HostName)
    /// A host's transaction ended so, or was found to have ended so.
    case ended(HostName, Ending)
    /// All paths of the round that could be tried have carried packets, or nobody minds that one has not.
    case proven
    case unproven
    /// The operator wants it to stop.
    case interrupted
  }

  /// How a host's transaction ended, other than by a confirm that went as planned.
  package enum Ending: String, Hashable, Sendable {
    case confirmed, reverted, revertFailed
    /// It could not be reached before its deadline had long passed.
    case unknown
    /// It never had a transaction.
    case untouched
  }

  /// What to do next.
  package enum Action: Hashable, Sendable {
    case stage([HostName])
    case apply([HostName], Phase)
    /// Nothing else is done meanwhile.
    case prove(ProofRound)
    case drain([HostName])
    /// Make a new connection to a host that waits: the change may have cut the way to it, or have been taken back
    /// meanwhile, and that has to be known before the first host is confirmed.
    case reach([HostName])
    case confirm([HostName])
    /// Take the transaction back on a host that can be reached.
    case revert([HostName])
    /// Reach a host again and find out whether it has confirmed; one that has not is asked again, unless the transaction
    /// is failing meanwhile: then that it can be reached is all that is wanted.
    case inquire([HostName])
    /// Reach a host again, take its transaction back unless it is confirmed, and say how it ended.
    case recover([HostName])
    case finish(Outcome)
  }

  /// How it all ended.
  package enum Outcome: Hashable, Sendable {
    case confirmed
    /// Every host is as it was.
    case rolledBack
    /// Some hosts are confirmed and the others are as they were.
    case partlyConfirmed
    /// Of at least one host it is not known that it is wholly old or wholly new.
    case rollbackFailed
  }
}
