import Model

/// The value of a `ProxyJump`: hosts to go through, as `[USER@]HOST[:PORT]` or `ssh://…`, with commas between them.
struct ProxyJump {
  private let hops: [String]

  init(_ text: String) { hops = text.split(separator: ",").map(String.init) }

  /// The ssh(1) that connects through the hosts, as ssh(1) itself would start it.
  ///
  /// libssh 0.10 has no jump of its own. This needs the ssh program, which logs in on the jump hosts with the user's
  /// config file and known_hosts and never asks anything.
  func command(_ environment: SSHEnvironment) -> Command {
    var arguments = ["ssh"] + environment.configOption + ["-o", "BatchMode=yes"]
    if hops.count > 1 { arguments += ["-J", hops.dropLast().joined(separator: ",")] }
    return Command(arguments + ["-W", "[%h]:%p", Self.destination(hops.last ?? "")])
  }

  /// ssh(1) takes a port in its last argument only in the form of a URI.
  private static func destination(_ hop: String) -> String { hop.hasPrefix("ssh://") ? hop : "ssh://\(hop)" }
}
