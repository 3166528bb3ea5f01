import Foundation

/// A running lab: real Linux kernels as directors and realservers, a router where the controller runs, and a client.
///
/// All of it is in one anonymous pid, net and mount namespace, and its files are in a tmpfs there. When the lab ends, by
/// `down`, by its time to live, or because the process that brought it up is gone, nothing is left on the machine.
///
/// Measured, a few runs each, on two cores of a virtual machine where others were building too (load average 2 to 3):
/// the standard lab answers ssh 4.6 to 6.7 s after `up`, a lone guest after 3.4 s with systemd and 1.6 s with SysV init;
/// `reboot` takes 3.3 s and 3.8 s (2 s of that are busybox init's own pauses), `boot` 2.3 s and 1.6 s, a command over
/// ssh 0.35 s, `down` 0.07 s. With two more labs and a test run beside it, `up` took 7 to 14 s. A guest takes 30 to
/// 65 MB of memory in all, its disk included.
///
/// Not like a real host: there is no udev, no dbus and no logind (a login is no session); nft has no ip or inet family
/// there (iptables-legacy works); an MTU above 1500 cannot be set while it runs; a kernel panic leaves the guest off.
/// The host's /usr shows through, so install no packages there while a lab is up.
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

  /// Ends the lab and returns when everything of it is gone; no harm if it has ended already.
  package func down() async {
    // By then its id may be somebody else's.
    guard Supervisor.all().contains(where: { $0.pid == supervisor && $0.lab == spec.name }) else { return }
    kill(supervisor, SIGKILL)
    // It is reaped when the kernel has ended every other process of its namespace.
    while kill(supervisor, 0) == 0 { try? await Task.sleep(for: .milliseconds(5)) }
  }

  private func awaitAll(
    _ start: ContinuousClock.Instant, _ progress: @escaping @Sendable (String) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for guest in spec.guests {
        group.addTask {
          try await self.awaitAnswer(guest.name, bootsBefore: 0)
          let kind = guest.system == .linux ? guest.initStyle.rawValue : guest.system.rawValue
          progress("\(guest.name): up after \(seconds(since: start)), \(kind)")
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
