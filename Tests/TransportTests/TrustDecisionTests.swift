import Model
import Testing

@testable import Transport

@Suite("which key is recorded") struct TrustDecisionTests {
  private func decision(_ keys: [HostKey], knowing lines: String) throws -> HostKeyScan.Decision? {
    var known = KnownHosts()
    known.add(Array(lines.utf8), path: "known_hosts")
    let name = KnownHostName(host: "web1")
    let objections = keys.compactMap { key in known.objection(to: key, of: name).map { (key, $0) } }
    return HostKeyScan(
      name: name, keys: keys, file: "known_hosts", objections: Dictionary(uniqueKeysWithValues: objections),
      policy: .known
    ).decision
  }

  private func line(_ key: HostKey, _ marker: String = "") -> String { "\(marker)web1 \(key.type) \(key.base64)\n" }

  @Test("one key is asked about, also where the host shows more")
  func one() throws {
    #expect(try decision([SampleKey.ed25519, SampleKey.rsa], knowing: "") == .ask(SampleKey.ed25519, known: []))
    #expect(try decision([], knowing: "") == nil)
  }

  @Test("a host of which a key is recorded is not asked about, whatever else it shows")
  func known() throws {
    for key in [SampleKey.ed25519, SampleKey.rsa] {
      #expect(try decision([SampleKey.ed25519, SampleKey.rsa], knowing: line(key)) == .known(key))
    }
  }

  @Test("a recorded key of another type, which the host does not show, is told of")
  func otherType() throws {
    guard case .ask(SampleKey.ed25519, let known) = try decision([SampleKey.ed25519], knowing: line(SampleKey.rsa))
    else {
      Issue.record("nothing was asked")
      return
    }
    #expect(known.map(\.description) == ["ssh-rsa at known_hosts:1"])
  }

  @Test("a changed or revoked key is refused, also where another one is recorded")
  func refused() throws {
    let keys = [SampleKey.ed25519, SampleKey.rsa]
    guard
      case .refused(SampleKey.ed25519, .changed) = try decision(
        keys, knowing: line(SampleKey.otherEd25519) + line(SampleKey.rsa))
    else {
      Issue.record("a changed key was not refused")
      return
    }
    guard
      case .refused(SampleKey.rsa, .revoked) = try decision(
        keys, knowing: line(SampleKey.ed25519) + line(SampleKey.rsa, "@revoked "))
    else {
      Issue.record("a revoked key was not refused")
      return
    }
  }
}
