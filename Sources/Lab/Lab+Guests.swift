import Foundation

extension Lab {
  /// Runs a command in a guest, as root over ssh; the guest's login shell reads it.
  ///
  /// Any exit status is an answer (255 is ssh's own for "no connection"); only `timeout` is an error. Without `input` it
  /// has nothing to read.
  @discardableResult
  package func exec(
    _ host: String, _ command: String, input: String? = nil, timeout: Duration = .seconds(60)
  ) async throws -> ProcessOutput {
    let guest = try spec.guest(host)
    return try await run(controllerCommand(sshCommand(guest.name) + [command]), input: input, timeout: timeout)
  }

  /// Restarts a guest from within (`reboot`) and waits until it is up again.
  package func reboot(_ host: String) async throws {
    let before = try boots(host)
    try await exec(host, "reboot")
    try await awaitAnswer(host, bootsBefore: before)
  }

  /// Shuts a guest down from within and waits until it is off.
  package func powerOff(_ host: String) async throws {
    try await exec(host, "poweroff")
    try await awaitOff(host)
  }

  /// Takes a guest's power away: what it had not written to its disk is lost.
  package func powerCut(_ host: String) async throws {
    _ = try spec.guest(host)
    try Supervisor.order("cut \(host)", supervisor)
    try await awaitOff(host)
  }

  /// Switches on a guest that is off and waits until it is up.
  package func boot(_ host: String) async throws {
    guard try !isOn(host) else { throw LabError.wrongState(lab: spec.name, host: host, what: "is on already") }
    let before = try boots(host)
    try Supervisor.order("boot \(host)", supervisor)
    try await awaitAnswer(host, bootsBefore: before)
  }

  /// True while the guest's kernel runs.
  package func isOn(_ host: String) throws -> Bool { try guestFile(host, "state") == "on\n" }

  /// How often the guest was started, reboots included.
  package func boots(_ host: String) throws -> Int {
    Int(try guestFile(host, "boots").trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
  }

  /// All that a guest's kernel and its init wrote to the console.
  package func console(_ host: String) throws -> String { try guestFile(host, "console") }

  private func guestFile(_ host: String, _ file: String) throws -> String {
    try files.read(LabFiles.guest(spec.guest(host).name, file))
  }

  /// Waits until a guest has been started once more, its sshd answers and its boot is complete.
  func awaitAnswer(_ host: String, bootsBefore: Int, within seconds: Int = 90) async throws {
    let address = addresses.places.first { $0.name == host }?.address ?? ""
    let script = ["bash", LabFiles.root + "/bin/await-ssh.sh", host, address, String(bootsBefore), String(seconds)]
    let greeting = try await run(controllerCommand(script), timeout: .seconds(seconds + 10))
    if greeting.succeeded { try await connect(host) }
    let systemd = try spec.guest(host).initStyle == .systemd
    // On a personality root's shell may be csh, which has no `command`.
    let complete = systemd ? "systemctl is-system-running --wait >/dev/null || true" : "true"
    let login = greeting.succeeded ? try? await exec(host, complete, timeout: .seconds(seconds)) : nil
    guard login?.status == 0 else {
      throw LabError.noAnswer(
        lab: spec.name, host: host, seconds: seconds, isOff: greeting.status == 3,
        console: (try? console(host)) ?? "")
    }
  }

  private func awaitOff(_ host: String, within seconds: Int = 30) async throws {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while try isOn(host) {
      guard .now < deadline else {
        throw LabError.wrongState(lab: spec.name, host: host, what: "is still on after \(seconds) s")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
