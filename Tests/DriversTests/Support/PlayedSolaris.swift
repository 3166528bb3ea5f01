import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// A folder that stands for a Solaris or illumos host, with the played `ifconfig`, `dladm` and `ipadm` of
/// Fixtures/solaris/played.
///
/// An emulation of what the commands do and print, made after the facts; nothing here has seen a real Solaris.
final class PlayedSolaris {
  enum Kind: String, CaseIterable, Sendable {
    case solaris10, illumos, solaris11
    /// illumos where somebody has a tunnel in the old form.
    case illumosOldForm

    var dialect: SolarisDialect { self == .solaris10 || self == .illumosOldForm ? .classic : .modern }

    var system: String {
      let (release, version, name) =
        switch self {
        case .solaris10: ("5.10", "Generic_147440-01", "Oracle Solaris 10 8/11 s10x_u10wos_17b X86")
        case .solaris11: ("5.11", "11.4.0.15.0", "Oracle Solaris 11.4 X86")
        case .illumos, .illumosOldForm: ("5.11", "omnios-r151046", "OmniOS v11 r151046")
        }
      let models = self == .solaris10 ? "hostmodel \nstrict 0" : "hostmodel weak\nstrict "
      return "release \(release)\nversion \(version)\nname \(name)\nuid 0\nzone global\nstack exclusive\nrc2 yes\n"
        + models
    }

    var tools: String {
      let all = "ifconfig\nawk\nod\nsed\nkstat\nctrun"
      return switch self {
      case .solaris10: all
      case .solaris11: all + "\ndladm\ncreate-ip"
      case .illumos, .illumosOldForm: all + "\ndladm\ncreate-if"
      }
    }
  }

  let kind: Kind
  private let folder: URL
  private static let tools = Fixture.path("solaris/played")

  /// A host with net0 and its address up.
  init(_ kind: Kind, address: String = "203.0.113.21") throws {
    self.kind = kind
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-played-\(UUID().uuidString)")
    try write("if/net0/ip/0", "up \(address) - 255.255.255.0")
    if kind == .solaris10 { try write("s10", "") }
    if kind == .solaris11 { try write("s11", "") }
    if kind == .illumosOldForm {
      try write("if/ip.tun0/link", "\(address) 198.51.100.99 implicit")
      try write("if/ip.tun0/ip/0", "up 10.9.0.1 10.9.0.2 255.255.255.255")
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func write(_ name: String, _ text: String) throws { try write(name, bytes: Array("\(text)\n".utf8)) }

  private func write(_ name: String, bytes: [UInt8]) throws {
    let file = folder.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  // MARK: - Running

  /// Runs a script of the host's on this one.
  func run(_ script: String, by shell: Shell = Shell.all[0]) throws -> Ran {
    let path = #/PATH=/usr/[^\n]*/#
    try #require(script.contains(path), "the script sets its PATH")
    let functions = ["ifconfig", "dladm", "ipadm"].map { "\($0)() { '\(Self.tools)/\($0)' \"$@\"; }\n" }.joined()
    let here = script.replacing(path) { _ in "PATH='\(Self.tools)':/usr/bin:/bin\n\(functions)" }
    try write("script", here)
    return try TestSupport.run(
      shell.words + [folder.appending(path: "script").path], environment: ["HOST": folder.path, "PATH": "/none"])
  }

  /// Runs commands by the agent's functions, one after the other.
  func run(_ commands: [Command], by shell: Shell = Shell.all[0]) throws -> Ran {
    try run(Self.agent + commands.map { "\($0.shellText) || exit 1\n" }.joined(), by: shell)
  }

  /// All that the kernel has is gone; what is in dladm's store comes back, and then the boot files do their work, in the
  /// manner of net-init and net-iptun.
  func reboot(_ files: [HostPath: BootFile]) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "if").path)
    where name != "net0" {
      try FileManager.default.removeItem(at: folder.appending(path: "if/\(name)"))
    }
    try write("objects", "")
    var script = "PATH=/usr/sbin:/usr/bin\nfor link in \"$HOST\"/store/*/link; do [ -f \"$link\" ] || continue\n"
    script += "name=${link%/link}; name=${name##*/}; dladm up-iptun \"$name\"; ipadm enable-if -t \"$name\"; done\n"
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      guard case .regular(let content, _) = file, let name = SolarisBoot.tunnel(of: path) else { continue }
      try write("boot/\(name)", bytes: content)
      // As the methods do it, which leaves a last line without a newline at its end; what fails is only logged.
      script +=
        "ifconfig \(name) plumb\nwhile read words; do [ -z \"$words\" ] || ifconfig \(name) inet $words 2>&1; done "
      script += "<\"$HOST/boot/\(name)\" >>\"$HOST/boot.log\"\n"
      script += kind == .solaris10 ? ":\n" : "ifconfig \(name) inet up\n"
    }
    let ran = try run(script)
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    if case .link(let target)? = files["/etc/rc2.d/S99culvert"], target == "../culvert/boot",
      case .regular(let content, _)? = files["/etc/culvert/boot"]
    {
      let ran = try run(String(decoding: content, as: UTF8.self))
      #expect(ran.status == 0 && ran.output + ran.errors == "", "\(ran.output)\(ran.errors)")
    }
  }

  // MARK: - Looking

  private static let looks = [
    ("interfaces", "ifconfig -a"), ("links", "solaris_links"), ("stored-links", "solaris_links -P"),
    ("objects", "solaris_objects"),
  ]

  /// What the driver makes of what the agent prints here.
  func observe(_ files: [HostPath: BootFile] = [:]) throws -> Observation {
    var sections = [
      ProbeOutput.Section(name: "system", status: 0, text: kind.system),
      .init(name: "tools", status: 0, text: kind.tools),
    ]
    var agent = Self.agent
    // dladm is in the PATH here, also on the Solaris 10 whose dladm knows no tunnels; there is no ipadm there.
    if kind == .solaris10 { agent += "solaris_objects() { :; }\n" }
    let ran = try run(agent + Self.looks.map { "\($0.1) || exit 1\necho ----\n" }.joined())
    try #require(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    for (look, text) in zip(Self.looks, ran.output.components(separatedBy: "----\n")) {
      sections.append(.init(name: look.0, status: 0, text: text))
    }
    var observation = try SolarisDriver().observe(ProbeOutput(sections: sections))
    observation.boot.files = files
    return observation
  }

  /// The agent's own functions.
  static let agent: String = {
    do { return try Renderer().agent(for: .solaris).system.whole } catch {
      preconditionFailure("\(error)")
    }
  }()
}
