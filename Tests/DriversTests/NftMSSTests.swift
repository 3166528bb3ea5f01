import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

private let shells = Shell.all.filter(\.isInstalled)

/// Rules of `mss` in a table of nft of culvert's own, on a host whose nft is played: it keeps the text of the table.
@Suite struct NftMSSTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-nft-\(UUID().uuidString)")

  /// An emulation of the few commands that are used; what nft 1.0 prints is what it was given, but for blanks.
  private var nft: String {
    """
    cv_table='\(folder.path)/table'
    linux_has_nft() { :; }
    linux_iptables_mss() { :; }
    nft() {
      echo "$*" >>'\(folder.path)/log'
      case $* in
        'add table ip culvert') [ -e "$cv_table" ] || printf 'table ip culvert {\\n}\\n' >"$cv_table" ;;
        'add chain ip culvert mss '*)
          grep 'chain mss' "$cv_table" >/dev/null || printf 'table ip culvert {\\n  chain mss {\\n  }\\n}\\n' >"$cv_table" ;;
        'add rule ip culvert mss '*)
          sed -e '/chain mss/a\\
    '"${1#add rule ip culvert mss }" "$cv_table" >"$cv_table.new" && mv "$cv_table.new" "$cv_table" ;;
        'list table ip culvert' | 'list chain ip culvert mss') cat "$cv_table" ;;
        '-f -') sed -n '4,$p' >"$cv_table" ;;
        *) return 1 ;;
      esac
    }

    """
  }

  private func agent(_ commands: String, by shell: Shell) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let agent = try Renderer().agent(for: .linux).system.whole
    try Data((agent + "\n" + nft + commands).utf8).write(to: folder.appending(path: "script"))
    let ran = try run(shell.words + [folder.appending(path: "script").path])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return ran.output
  }

  @Test(arguments: shells) func `rules are set, changed and removed, each for itself`(shell: Shell) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try agent("set_mss 192.0.2.80 80 1400; linux_mss", by: shell) == "192.0.2.80 80 1400\n")
    #expect(
      try agent("set_mss 192.0.2.81 0 1360; linux_mss | sort", by: shell)
        == "192.0.2.80 80 1400\n192.0.2.81 0 1360\n")
    #expect(
      try agent("set_mss 192.0.2.80 80 1300; linux_mss | sort", by: shell)
        == "192.0.2.80 80 1300\n192.0.2.81 0 1360\n")
    #expect(try agent("set_mss 192.0.2.80 80 none; linux_mss", by: shell) == "192.0.2.81 0 1360\n")
    let table = try String(contentsOf: folder.appending(path: "table"), encoding: .utf8)
    #expect(
      table.contains(
        "ip saddr 192.0.2.81 tcp flags & (syn | rst) == syn tcp option maxseg size > 1360 "
          + "tcp option maxseg size set 1360 comment \"culvert\""), "a rule makes the number never greater")
    #expect(try agent("set_mss 192.0.2.81 0 none; linux_mss", by: shell) == "")
  }

  @Test(arguments: shells) func `the boot script adds what is missing, once`(shell: Shell) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var intent = Sample.realserverIntent()
    intent.mss = [Sample.web: .throughTunnel, Sample.shop: .throughTunnel]
    let files = try Sample.desired(intent, on: Sample.realserver()).boot.files
    guard case .regular(let content, _) = files["/etc/culvert/boot"] else { throw Role.Missing.script }
    let text = String(decoding: content, as: UTF8.self)
    let start = try #require(text.firstRange(of: "mss() {")), end = try #require(text.firstRange(of: "# service KEY"))
    let calls = text.split(separator: "\n").filter { $0.hasPrefix("mss ") }.joined(separator: "\n")
    #expect(calls.split(separator: "\n").count == 2)
    let script = "try() { \"$@\"; }\n\(text[start.lowerBound..<end.lowerBound])\n\(calls)\n\(calls)\nlinux_mss | sort\n"
    let bytes = SegmentSize.throughTunnel.text
    #expect(try agent(script, by: shell) == "192.0.2.80 80 \(bytes)\n192.0.2.81 0 \(bytes)\n")
  }
}
