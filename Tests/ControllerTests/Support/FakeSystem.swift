import Model

/// A Linux host below its agent: a kernel and the files of its disk.
struct FakeSystem: Hashable {
  var kernel = FakeKernel()
  var files: [HostPath: BootFile] = [:]
  /// What the agent keeps of what is culvert's.
  var ownership = Ownership()
  /// The address that packets leave with.
  var source = ""

  /// What the next start would make of the host; a confirm makes it what is now.
  var booted = FakeKernel()

  /// All that has to be as it was when a change has been taken back.
  var comparable: FakeSystem {
    var system = self
    system.kernel = kernel.withoutModules
    system.booted = booted.withoutModules
    return system
  }

  /// What `cv_os_probe` of linux-probe.sh prints.
  func sections(_ arguments: [String]) -> [ProbeOutput.Section] {
    let modules = ["ipip", "ip_vs"].map { "\($0) \(kernel.modules.contains($0) ? "loaded" : "available")" }
    let hasIPVS = kernel.modules.contains("ip_vs")
    let fixed: [(String, String)] = [
      ("system", "kernel 6.1.0-56-amd64\nuid 0\ninit systemd\nid debian\nversion 12"),
      ("tools", "ip\nipvsadm\nmodprobe\nod\nsed\nawk\napt-get"), ("modules", modules.joined(separator: "\n")),
      ("links", kernel.links), ("tunnels", kernel.tunnels), ("addresses", kernel.addresses),
      ("settings", kernel.settings), ("services", hasIPVS ? kernel.rules : ""),
      ("thresholds", hasIPVS ? kernel.thresholds : ""), ("rivals", ""), ("keepalived", ""), ("rc-links", ""),
    ]
    return fixed.map { .init(name: $0.0, status: 0, text: $0.1) } + arguments.compactMap(section)
  }

  private func section(_ argument: String) -> ProbeOutput.Section? {
    if argument.hasPrefix("file:"), let path = try? HostPath(String(argument.dropFirst(5))) {
      return .init(name: argument, status: 0, text: text(of: files[path]))
    }
    guard argument.hasPrefix("route:") else { return nil }
    let target = argument.dropFirst(6)
    return .init(name: argument, status: 0, text: "\(target) via 198.18.0.1 dev eth0 src \(source) uid 0 \\    cache")
  }

  /// `cv_file_state` of files.sh.
  private func text(of file: BootFile?) -> String {
    switch file {
    case nil: "absent"
    case .link(let target): "link \(target)"
    case .folder(let mode): "folder \(mode)"
    case .other: "other"
    case .regular(let content, let mode):
      "regular \(String(mode.bits, radix: 8))\n"
        + content.map { ($0 < 16 ? " 0" : " ") + String($0, radix: 16) }.joined()
    }
  }
}
