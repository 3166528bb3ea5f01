import Model

/// Why what culvert writes below /etc cannot be written, or is gone after a reboot.
struct FreeBSDEtcChecks {
  let observation: Observation
  let desired: FreeBSDDesired

  var findings: [Finding] { volatile + immutable }

  /// Products that write rc.conf themselves, and systems whose /etc is not on a disk.
  private var volatile: [Finding] {
    guard let etc = observation.freebsd.etc, !desired.state.ownership.tunnels.isEmpty else { return [] }
    let boot: Fault.LostBoot =
      switch etc {
      case .generated(let product, let path): .generatedRCConf(product: product, from: path)
      case .memory(let device): .memory(device: device)
      case .readOnly: .readOnly
      }
    return [Finding(.noStart(boot), about: .named("rc.conf"))]
  }

  /// Files that have to be changed and cannot be replaced, nor anything in a folder that is immutable.
  private var immutable: [Finding] {
    let changed = desired.state.boot.files.filter { observation.boot.files[$0.key] != $0.value }.keys.sorted()
    let flags = observation.freebsd.flags
    return Set(changed + changed.compactMap { try? HostPath($0.folder) }).sorted().compactMap { path in
      guard let words = flags[path]?.words else { return nil }
      let unset = Command("chflags", words.map { "no\($0)" }.joined(separator: ","), path.text)
      return Finding(.bootFileImmutable(flags: words, unset), about: .place(FilePlace(path)))
    }
  }
}
