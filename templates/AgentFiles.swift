import Model

/// Which files the agent is made of, each with one subject, in the order in which they follow each other.
struct AgentFiles {
  let look: [TemplateName]
  let change: [TemplateName]

  static let trust = TemplateName("agent/trust.sh")

  static let core = AgentFiles(
    "agent/", look: ["protocol", "defaults", "files", "state", "kept"],
    change: ["lock", "stage", "apply", "confirm", "boot-files", "revert", "hold", "prune", "traces"])

  /// Those of a system.
  static func of(_ system: OperatingSystem) -> AgentFiles {
    switch system {
    case .linux:
      AgentFiles(
        "linux/linux-", look: ["core", "probe", "host", "settings", "managers"],
        change: ["files", "looks", "changes", "steering", "evidence", "clients", "traces"])
    case .freebsd:
      AgentFiles(
        "freebsd/freebsd-", look: ["core", "probe"], change: ["files", "looks", "changes", "evidence", "traces"])
    case .solaris:
      AgentFiles(
        "solaris/solaris-", look: ["core", "probe", "looks"],
        change: ["files", "ifconfig", "dladm", "evidence", "traces"])
    }
  }

  private init(_ beginning: String, look: [String], change: [String]) {
    self.look = look.map { TemplateName("\(beginning)\($0).sh") }
    self.change = change.map { TemplateName("\(beginning)\($0).sh") }
  }
}
