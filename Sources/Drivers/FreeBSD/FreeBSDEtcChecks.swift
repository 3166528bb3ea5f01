import Model

/// Why what culvert writes below /etc cannot be written, or is gone after a reboot.
struct FreeBSDEtcChecks {
  let observation: Observation
  let desired: FreeBSDDesired

  var findings: [Finding] { volatile + immutable }

  /// Products that write rc.conf themselves, and systems whose /etc is not on a disk.
  private var volatile: [Finding] {
    guard let etc = observation.freebsd.etc, !desired.state.ownership.tunnels.isEmpty else { return [] }
    switch etc {
    case .generated(let product, let path):
      return [
        noStart(
          why: "\(visible(product, atMost: 40)) writes rc.conf anew from \(path) at each boot",
          "make the gif tunnel in the product's own interface, or let a plain FreeBSD host be the realserver; with --force it is "
            + "set up until the next boot")
      ]
    case .memory(let device):
      return [
        noStart(
          why: "/etc is on \(visible(device, atMost: 40)), which is made anew at each boot",
          "put the lines for rc.conf where /etc is made from (/conf/base, /cfg on nanobsd); with --force it is set up until the next "
            + "boot")
      ]
    case .readOnly:
      return [
        noStart(
          why: "/etc is mounted read-only", "mount it for writing while culvert works: mount -uw /")
      ]
    }
  }

  private func noStart(why: String, _ remedy: String) -> Finding {
    Finding(.noStart, about: .named("rc.conf"), why: why, remedy: .words(remedy))
  }

  /// Files that have to be changed and cannot be replaced, nor anything in a folder that is immutable.
  private var immutable: [Finding] {
    let changed = desired.state.boot.files.filter { observation.boot.files[$0.key] != $0.value }.keys.sorted()
    let flags = observation.freebsd.flags
    return Set(changed + changed.compactMap { try? HostPath($0.folder) }).sorted().compactMap { path in
      guard let words = flags[path]?.words else { return nil }
      return Finding(
        .bootFileImmutable, about: .named(path.text),
        why: "it has the file flags \(words.joined(separator: ",")), and has to be changed",
        remedy: .run(
          [Command("chflags", words.map { "no\($0)" }.joined(separator: ","), path.text)],
          note: "and set them again afterwards"))
    }
  }
}
