import Model

/// The files through which a Solaris or illumos host makes culvert's tunnels again when it starts.
///
/// *Classic*: one /etc/hostname.ip.tunN for each tunnel, which svc:/network/initial (Solaris 10) and svc:/network/iptun
/// (illumos) read.
///
/// *Modern*: one script of culvert's own, started by a link in /etc/rc2.d, with the commands that make the tunnels until
/// the next start (`-t`). The store of dladm and ipadm, which would be the system's own place, is not used, because
/// nothing changes it without changing what is there now:
/// - `create-iptun` and `create-addr` either change only what is there (-t) or that and the store; on a tunnel that is there
///   already they fail ("object already exists"; "persistent operation on temporary object"). To get a verified tunnel
///   into the store it would have to be destroyed and made anew, at confirm, when the watchdog has nothing left to give.
/// - Made with the store from the beginning, a start before the confirm would bring back what was never confirmed.
/// - `dladm -R /` writes no store but a list of commands that the next start runs once; ipadm has no such thing; dlmgmtd
///   and ipmgmtd keep the files of the store (/etc/dladm/datalink.conf, /etc/ipadm/ipadm.conf) in memory and write them
///   anew, so they cannot be edited.
/// - /etc/hostname.IF is read by illumos only for tunnels that are in the store and for the ip.tunN of ifconfig, and by
///   Solaris 11 perhaps not at all.
/// The same script gives TCP the parameters for short segments, in both dialects: ndd's values are gone at a start, and ipadm's store would be
/// changed together with what is now.
/// The link is a file as any other: it is written, compared and taken back byte by byte. That /etc/rc2.d/S* is run is read
/// in illumos' sources (cmd/initpkg/rc2.sh, cmd/svc/lsvcrun) and documented by Oracle (legacy run scripts); what it costs is
/// that `svcadm restart network/iptun` takes the tunnels down and does not bring them back, which is drift.
struct SolarisBoot {
  let intent: HostIntent
  /// The state that the files have to make.
  let state: HostState
  let observation: Observation

  static let script = path("/etc/culvert/boot")
  static let link = path("/etc/rc2.d/S99culvert")
  static let scriptPaths = [script, link]

  /// The file of a tunnel of ifconfig's.
  static func hostnameFile(of tunnel: InterfaceName) -> HostPath { path("/etc/hostname.\(tunnel)") }

  /// The tunnel that a file is for, if the boot makes one of it.
  ///
  /// The boot takes every name that ends in a digit for an interface, a copy such as hostname.ip.tun0.bak1 too; but there is no
  /// such interface, and nothing comes of it.
  static func tunnel(of path: HostPath) -> InterfaceName? { tunnel(of: path, behind: "/etc/hostname.") }

  /// The tunnel of whose IPv6 half a file is.
  static func tunnelOfIPv6(_ path: HostPath) -> InterfaceName? { tunnel(of: path, behind: "/etc/hostname6.") }

  private static func tunnel(of path: HostPath, behind prefix: String) -> InterfaceName? {
    guard path.text.hasPrefix(prefix + "ip.tun") else { return nil }
    let name = path.text.dropFirst(prefix.count)
    guard decimal(name.dropFirst("ip.tun".count), below: 1 << 31) != nil else { return nil }
    return try? InterfaceName(String(name))
  }

  /// - Throws: `TemplateError`.
  func files(_ templates: any TemplateRendering) throws(TemplateError) -> [HostPath: BootFile] {
    var files: [HostPath: BootFile] = [:]
    let names = state.ownership.tunnels.keys.sorted()
    for name in names where SolarisDialect(of: name) == .classic {
      if let tunnel = state.live.tunnels[name] { files[Self.hostnameFile(of: name)] = hostnameFile(name, tunnel) }
    }
    let scripted = names.filter { SolarisDialect(of: $0) == .modern && state.boot.tunnels[$0] == nil }
    let parameters = intent.mss.values.min().map(SolarisSegments.parameters) ?? [:]
    guard !scripted.isEmpty || !parameters.isEmpty else { return files }
    let script = try templates.render(
      TemplateName("solaris/solaris-boot.sh.mustache"),
      [
        "makes": .flag(!scripted.isEmpty), "tunnels": .list(scripted.compactMap(values)),
        "shortens": .flag(!parameters.isEmpty),
        "parameters": .list(
          parameters.sorted { $0.key < $1.key }.map { ["name": .word($0.key), "value": .text(String($0.value))] }),
      ])
    files[Self.script] = .regular(content: script, mode: .script)
    files[Self.link] = .link(target: "../culvert/boot")
    return files
  }

  /// A file that makes the tunnel already stays as it is, whoever wrote it, and in whatever words.
  private func hostnameFile(_ name: InterfaceName, _ tunnel: Tunnel) -> BootFile {
    let present = observation.boot.files[Self.hostnameFile(of: name)]
    if case .regular(let content, let mode)? = present {
      if HostnameFile(content, readBy: observation.solaris.reader).makes(tunnel) {
        return .regular(content: content, mode: mode)
      }
      return .regular(content: HostnameFile.bytes(for: tunnel), mode: mode)
    }
    return .regular(content: HostnameFile.bytes(for: tunnel), mode: .plain)
  }

  private func values(_ name: InterfaceName) -> [String: TemplateValue]? {
    guard let tunnel = state.live.tunnels[name], let local = tunnel.local, let remote = tunnel.remote else {
      return nil
    }
    let addresses = tunnel.addresses.sorted().map { InnerAddress($0.address, peer: $0.peer) }
      .map { Command(["address"] + $0.ipadmWords).shellText }
    return [
      "name": .word(name), "local": .word(local), "remote": .word(remote),
      "addresses": .list(addresses.map { ["call": .text($0)] }),
    ]
  }
}

private func path(_ text: String) -> HostPath {
  do { return try HostPath(text) } catch { preconditionFailure("\(error)") }
}
