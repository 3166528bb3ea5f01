import HostAgent
import Model
import Transport

/// That the program which makes the agent root did not start it.
package struct BecomeFailure: Hashable, Sendable {
  package let host: HostName
  package let become: Become
  /// The name that was logged in with.
  package let login: String?
  /// The status that it ended with.
  package let status: Int32
  /// The beginning of what it wrote to standard error.
  package let said: String
  /// Whether the operator has given a password.
  package let hadPassword: Bool

  /// Nil where the agent may have started, or is root without such a program.
  init?(
    _ host: HostName, _ become: Become, _ connection: (any HostConnection)?, _ result: CommandResult,
    hadPassword: Bool
  ) {
    guard become != .none, case .exited(let status) = result.ending, status != 0 else {
      return nil
    }
    (self.host, self.become, self.status, self.hadPassword) = (host, become, status, hadPassword)
    login = connection?.loginName
    said = String(decoding: result.errors.prefix(500), as: UTF8.self)
  }
}

extension BecomeFailure: CustomStringConvertible {
  package var description: String { "\(host): \(reason)" }

  private var reason: String {
    let program = become.rawValue
    let quote = said.isEmpty ? "" : "; \(program) said \(quoted(said.split { $0.isNewline }.joined(separator: " ")))"
    if [126, 127].contains(status) {
      return "'become: \(program)' in the inventory, but \(program) is not there for this login\(quote)"
    }
    return "\(problem): \(remedy)\(quote)"
  }

  private var user: String { login ?? "USER" }

  private var problem: String {
    switch become {
    case .sudo where hadPassword: "sudo did not take the password for \(quoted(user))"
    case .sudo where said.contains("password is required"): "sudo wants a password for \(quoted(user))"
    case .doas: "doas does not let \(quoted(user)) be root without a password, which it reads from a terminal only"
    default: "\(become.rawValue) does not let \(quoted(user)) be root"
    }
  }

  private var remedy: String {
    switch become {
    case .sudo where hadPassword: "check the password and sudoers"
    case .sudo:
      "write '\(user) ALL=(root) NOPASSWD: ALL' with 'visudo -f /etc/sudoers.d/culvert' on \(host), "
        + "or use --ask-become-pass"
    case .doas: "write 'permit nopass \(user) as root' into doas.conf on \(host)"
    case .pfexec, .none: "give the login a profile that has all privileges, such as 'Primary Administrator'"
    }
  }
}

/// Why a host's look could not be understood, where the host itself tells.
package enum MisreadHost: Hashable, Sendable, CustomStringConvertible {
  /// It runs another system than the inventory says.
  case system(HostName, runs: String, inventory: OperatingSystem)
  /// The agent is not root.
  case notRoot(HostName, uid: String, login: String?, OperatingSystem)

  /// Nil where the look says nothing of the kind.
  init?(_ output: ProbeOutput, of host: HostName, _ system: OperatingSystem, login: String? = nil) {
    func section(_ name: String) -> [Substring] { output.sections.first { $0.name == name }?.lines ?? [] }
    if let runs = section("host").first.map(String.init), Self.names[system] != runs {
      self = .system(host, runs: runs, inventory: system)
      return
    }
    let uid = section("system").first { $0.hasPrefix("uid ") }?.dropFirst(4)
    guard let uid, !uid.isEmpty, uid.allSatisfy(\.isNumber), uid != "0" else { return nil }
    self = .notRoot(host, uid: String(uid), login: login, system)
  }

  /// As uname(1) -s names them.
  private static let names: [OperatingSystem: String] = [.linux: "Linux", .freebsd: "FreeBSD", .solaris: "SunOS"]

  package var description: String {
    switch self {
    case .system(let host, let runs, let inventory):
      let known = Self.names.first { $0.value == runs }?.key
      let remedy = known.map { ": write 'os: \($0.rawValue)'" } ?? ", and culvert does not know that system"
      return "\(host) runs \(plain(runs)), the inventory says \(inventory.rawValue)\(remedy)"
    case .notRoot(let host, let uid, let login, let system):
      let who = login.map { "\(quoted($0)), uid \(uid)" } ?? "uid \(uid)"
      let become = system == .solaris ? "pfexec" : "sudo"
      return "\(host): \(FindingID.notRoot.rawValue) login: the agent does not run as root (\(who)): "
        + "write 'become: \(become)' for \(host) in the inventory, or log in as root"
    }
  }

  private func plain(_ text: String) -> String {
    text.count <= 40 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
      ? text : quoted(text)
  }
}
