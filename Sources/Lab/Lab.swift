import Foundation

/// A running lab: real Linux kernels as directors and realservers, a router where the controller runs, and a client.
///
/// All of it is in one anonymous pid, net and mount namespace, and its files are in a tmpfs there. When the lab ends, by
/// `down`, by its time to live, or because the process that brought it up is gone, nothing is left on the machine.
///
/// Figures, on two cores of a virtual machine that is otherwise idle, three guests: see `culvert-lab help up`.
package final class Lab: Sendable {
  /// What it was made of.
  package let spec: LabSpec
  /// Which address is where.
  package let addresses: AddressPlan
  /// Process id of the lab's PID 1, seen from outside.
  package let supervisor: pid_t
  let files: LabFiles
  /// The process whose end ends the lab; nil when somebody else brought it up.
  private let holder: RunningProcess?

  init(spec: LabSpec, supervisor: pid_t, holder: RunningProcess?) {
    self.spec = spec
    self.supervisor = supervisor
    self.holder = holder
    addresses = AddressPlan(spec)
    files = LabFiles(supervisor: supervisor)
  }

  /// A lab that nobody holds any more ends.
  deinit { holder?.closeInput() }

  /// Why this machine cannot run a lab, with the way out; nil when it can.
  package static func unavailableReason() -> String? { Requirements.unmet() }

  /// Brings up a lab that dies with this process, and waits until every guest answers ssh.
  ///
  /// `progress` gets a line now and then. When it throws, nothing is left.
  package static func up(
    _ spec: LabSpec = .standard, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> Lab {
    try spec.validate()
    if let reason = unavailableReason() { throw LabError.unavailable(why: reason) }
    guard !Supervisor.all().contains(where: { $0.lab == spec.name }) else { throw LabError.alreadyUp(lab: spec.name) }
    let start = ContinuousClock.now
    let (holder, pid) = try await Supervisor.start(spec)
    let lab = Lab(spec: spec, supervisor: pid, holder: holder)
    progress(
      "lab '\(spec.name)': \(spec.topology.rawValue) network and \(spec.guests.count) disks after \(seconds(since: start))"
    )
    do {
      try await lab.awaitAll(start, progress)
      return lab
    } catch {
      await lab.down()
      throw error
    }
  }

  /// A lab that is up already, whoever brought it up; it goes on without us.
  package static func attach(_ name: String) throws -> Lab {
    let running = Supervisor.all()
    guard let found = running.first(where: { $0.lab == name }) else {
      throw LabError.notUp(lab: name, running: running.map(\.lab))
    }
    let json = try LabFiles(supervisor: found.pid).read(LabFiles.root + "/spec.json")
    let spec = try JSONDecoder().decode(LabSpec.self, from: Data(json.utf8))
    return Lab(spec: spec, supervisor: found.pid, holder: nil)
  }

  /// Names of the labs that are up on this machine.
  package static var running: [String] { Supervisor.all().map(\.lab) }

  /// Lets the lab live on without this process, until `down` or the end of its time.
  package func detach() throws { try Supervisor.order("detach", supervisor) }

  /// Ends the lab and returns when everything of it is gone.
  package func down() async {
    kill(supervisor, SIGKILL)
    if let holder { _ = await holder.wait() }
    while kill(supervisor, 0) == 0 { try? await Task.sleep(for: .milliseconds(10)) }
  }

  private func awaitAll(
    _ start: ContinuousClock.Instant, _ progress: @escaping @Sendable (String) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for guest in spec.guests {
        group.addTask {
          try await self.awaitAnswer(guest.name, bootsBefore: 0)
          progress("\(guest.name): up after \(seconds(since: start)), \(guest.initStyle.rawValue)")
        }
      }
      try await group.waitForAll()
    }
  }
}

private func seconds(since start: ContinuousClock.Instant) -> String {
  let duration = ContinuousClock.now - start
  return duration.formatted(.units(allowed: [.seconds], width: .narrow, fractionalPart: .show(length: 1)))
}
