/// What `CanonicalizeHostname` asks for: that a short name is replaced by the one it has in one of some domains.
struct Canonicalization {
  private let mode: String
  private let domains: [String]
  private let mostDots: Int
  private let keepsUnknown: Bool
  private let hasProxy: Bool
  private let position: FilePosition?

  init(_ settings: SSHSettings) throws(FileProblem) {
    let asked = settings[.canonicalizehostname]
    mode = asked?.text.lowercased() ?? "no"
    position = asked?.position
    if let asked, !["yes", "true", "no", "false", "always"].contains(mode) {
      throw asked.problem("'\(asked.text)' is not yes, no or always")
    }
    domains = settings[.canonicaldomains]?.words.filter { $0.lowercased() != "none" } ?? []
    mostDots = settings[.canonicalizemaxdots].flatMap { Int($0.text) } ?? 1
    keepsUnknown = try settings.flag(.canonicalizefallbacklocal) ?? true
    hasProxy = [settings[.proxycommand], settings[.proxyjump]].contains { ($0?.text.lowercased() ?? "none") != "none" }
  }

  /// Whether the files are read again with the new name.
  var isAsked: Bool { ["yes", "true", "always"].contains(mode) }

  /// The name to go on with; an address is written in its usual form in any case (OpenSSH, ssh.c, resolve_canonicalize).
  func name(for host: String, on machine: LocalMachine) throws(FileProblem) -> String {
    if let address = machine.usualForm(ofAddress: host) { return address }
    let host = host.lowercased()
    // A name for a proxy is the proxy's to look up.
    guard isAsked, !hasProxy || mode == "always" else { return host }
    if host.hasSuffix(".") {
      if machine.hasAddress(host) { return String(host.dropLast()) }
    } else {
      guard host.count(where: { $0 == "." }) <= mostDots else { return host }
      for domain in domains where machine.hasAddress("\(host).\(domain).") { return "\(host).\(domain)" }
    }
    guard keepsUnknown else {
      throw FileProblem(
        path: position?.path ?? "", line: position?.line,
        reason: "'\(host)' has no address in the CanonicalDomains, and CanonicalizeFallbackLocal is no")
    }
    return host
  }
}
