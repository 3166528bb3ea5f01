import Model

/// What culvert knows of one operating system: how to read it, what it should look like, and the commands between.
///
/// A driver runs nothing. What it says is run by the agent on the host.
package protocol Driver: StepMaker {
  var system: OperatingSystem { get }

  /// Where the agent keeps its things on such a host.
  var stateFolder: String { get }

  /// What the agent's probe has to look at for this intent, besides what it always looks at.
  func probeArguments(for intent: HostIntent) -> [String]

  /// Understands what the agent's probe printed.
  /// - Throws: `ProbeError` at the first thing it does not know.
  func observe(_ output: ProbeOutput) throws(ProbeError) -> Observation

  /// The observation with the managed interfaces that somebody has renamed under the names that the record has of them.
  func recognize(_ observation: Observation, for intent: HostIntent, ownership: Ownership) -> Observation

  /// What is wrong with this host; empty where culvert may work on it.
  func findings(for intent: HostIntent, _ observation: Observation, ownership: Ownership) -> [Finding]

  /// What the agent's probe has to be asked besides, so that it tells what becomes of clients' packets.
  var clientArguments: [String] { get }

  /// What keeps clients from services, as the answer of a probe tells that was asked for it; what is not understood of it is
  /// none.
  func clientFindings(for intent: HostIntent, _ observation: Observation, _ output: ProbeOutput) -> [Finding]

  /// The observed state with culvert's part as the intent wants it.
  /// - Throws: `TemplateError` if a file of the host cannot be rendered.
  func desired(
    for intent: HostIntent, _ observation: Observation, ownership: Ownership, templates: any TemplateRendering
  ) throws(TemplateError) -> HostState

  /// A freshly installed host with the addresses that the intent speaks of, for showing what culvert would make of it.
  func bareObservation(for intent: HostIntent) -> Observation

  /// Whether others write the file too, as with rc.conf: culvert has a part in it, and it is never culvert's as a whole.
  func isShared(_ path: HostPath) -> Bool

  /// The shared files of a host for a rollback: as they are now, but with culvert's part as it was then.
  func restoredFiles(now: HostState, then: HostState) -> [HostPath: BootFile]

  /// What the agent's `connections` has to be asked for a service; empty on systems that cannot be directors.
  func connectionArguments(of service: ServiceKey) -> [String]

  /// How a director sends connections to one realserver each; nil on systems that cannot be directors.
  ///
  /// A path that is tried `again` gets another mark, so that no verdict rests on one.
  func steering(_ connections: [SteeredConnection], again: Bool) -> HeldWork?

  /// What such a director has seen of the connections, by their marks; one that it does not name has not come.
  /// - Throws: `ProbeError` at the first line that it does not know.
  func steeringCounts(_ lines: [Substring]) throws(ProbeError) -> [UInt32: SteeringCount]

  /// What a realserver tells of the packets that came to it; nil where the system tells nothing.
  /// - Throws: `ProbeError` at the first thing it does not know.
  func reception(_ output: ProbeOutput, at vip: Endpoint, from client: IPv4Address) throws(ProbeError) -> Reception?

  /// What the same answer tells of things in the way of packets; nil where the system tells nothing.
  /// - Throws: `ProbeError` at the first thing it does not know.
  func obstacles(_ output: ProbeOutput, between ends: PathEnds) throws(ProbeError) -> Obstacles?
}

extension Driver {
  /// The commands that make a change, in order, each with what takes it back.
  ///
  /// The phase is nil for a change of what only the next start sees: its commands are run at confirm, before the files
  /// are written. What is in files has none.
  package func steps(for change: Change, in phase: Phase?) -> [Step] { change.content.steps(by: self, in: phase) }

  package var stateFolder: String { "/var/lib/culvert" }

  package func recognize(_ observation: Observation, for intent: HostIntent, ownership: Ownership) -> Observation {
    observation
  }

  package var clientArguments: [String] { [] }

  package func clientFindings(
    for intent: HostIntent, _ observation: Observation, _ output: ProbeOutput
  ) -> [Finding] { [] }

  package func isShared(_ path: HostPath) -> Bool { false }

  package func restoredFiles(now: HostState, then: HostState) -> [HostPath: BootFile] { [:] }

  package func steering(_ connections: [SteeredConnection], again: Bool) -> HeldWork? { nil }

  package func steeringCounts(_ lines: [Substring]) throws(ProbeError) -> [UInt32: SteeringCount] { [:] }

  package func reception(
    _ output: ProbeOutput, at vip: Endpoint, from client: IPv4Address
  ) throws(ProbeError) -> Reception? { nil }

  package func obstacles(_ output: ProbeOutput, between ends: PathEnds) throws(ProbeError) -> Obstacles? { nil }

  /// What the agent's `evidence` has to be asked; what packet filters drop is told only where it is asked for.
  package func evidenceArguments(
    at vip: Endpoint, from client: IPv4Address, withFilters: Bool = false
  ) -> [String] {
    [vip.address.text, vip.port.text, client.text] + (withFilters ? ["filters"] : [])
  }
}

extension AnyChange {
  fileprivate func steps(by driver: any Driver, in phase: Phase?) -> [Step] {
    Kind.steps(typed, by: driver, in: phase)
  }
}

/// What a driver understood of a host.
package struct Observation: Hashable, Sendable {
  package var live: LiveState
  package var boot: BootState
  package var facts: SystemFacts

  package init(live: LiveState, boot: BootState, facts: SystemFacts) {
    self.live = live
    self.boot = boot
    self.facts = facts
  }
}

/// What a driver has to know of a host besides the state that it changes.
package enum SystemFacts: Hashable, Sendable {
  case linux(LinuxFacts)
  case freebsd(FreeBSDFacts)
  case solaris(SolarisFacts)

  /// The system and its release for people, such as `linux debian 12`.
  package var release: String {
    switch self {
    case .linux(let facts): facts.release
    case .freebsd(let facts): facts.systemAndRelease
    case .solaris(let facts): facts.release
    }
  }
}

extension OperatingSystem {
  /// The driver of this system.
  package var driver: any Driver {
    switch self {
    case .linux: LinuxDriver()
    case .freebsd: FreeBSDDriver()
    case .solaris: SolarisDriver()
    }
  }
}
