import Testing

@testable import Transport

@Suite("hashed known_hosts") struct HashedKnownHostsTests {
  @Test(
    "lines hashed by ssh-keygen -H are about the hosts that they were about",
    .enabled(if: Program.sshKeygen.isInstalled, "ssh-keygen is not installed"))
  func sshKeygen() async throws {
    let folder = try TemporaryFolder()
    let ed25519 = "ssh-ed25519 \(SampleKey.ed25519.base64)"
    let path = try folder.write(
      "web1,192.0.2.1 \(ed25519)\n[web2]:2222 \(ed25519)\nWeb3 ssh-rsa \(SampleKey.rsa.base64)\n*.example.com \(ed25519)\n",
      to: "known_hosts")
    try await aside { _ = try Program.sshKeygen.run("-H", "-f", path) }
    #expect(try folder.read("known_hosts").split(separator: "\n").count { $0.hasPrefix("|1|") } == 4)
    let knownHosts = try KnownHosts(reading: [path])
    #expect(knownHosts.problems.isEmpty)
    for name in [
      KnownHostName(host: "web1"), KnownHostName(host: "192.0.2.1"), KnownHostName(host: "web2", port: 2222),
      KnownHostName(host: "a.example.com"),
    ] {
      #expect(knownHosts.objection(to: SampleKey.ed25519, of: name) == nil)
    }
    #expect(knownHosts.objection(to: SampleKey.rsa, of: KnownHostName(host: "web3")) == nil)
    #expect(knownHosts.objection(to: SampleKey.ed25519, of: KnownHostName(host: "web2")) == .unknown)
  }

  /// The key of a host of `hashedLines`.
  private func key(of index: Int) -> HostKey { SampleKey.make("ssh-ed25519", number: index) }

  /// Lines for `host0`, `host1`, …, each with a salt and a key of its own.
  private func hashedLines(_ count: Int) -> String {
    (0..<count).map { index in
      let salt = (0..<20).map { UInt8(truncatingIfNeeded: (index >> ($0 % 16)) + $0) }
      let hash = SHA1.authenticationCode(key: salt, message: Array("host\(index)".utf8))
      return "|1|\(Base64.encode(salt))|\(Base64.encode(hash)) ssh-ed25519 \(key(of: index).base64)\n"
    }.joined()
  }

  @Test("a changed key behind a hashed name is found with its line")
  func changed() {
    var knownHosts = KnownHosts()
    knownHosts.add(Array(hashedLines(20).utf8), path: "known_hosts")
    let recorded = RecordedKey(type: .ed25519, position: .init(path: "known_hosts", line: 8))
    let other = key(of: 21)
    #expect(knownHosts.objection(to: other, of: KnownHostName(host: "host7")) == .changed(recorded: [recorded]))
    #expect(knownHosts.recordedTypes(of: KnownHostName(host: "host7")).isEmpty)
  }

  @Test("fifty recorded hosts among a thousand hashed lines cost less than one host that is refused")
  func cost() {
    var knownHosts = KnownHosts()
    knownHosts.add(Array(hashedLines(1000).utf8), path: "known_hosts")
    let recorded = ContinuousClock().measure {
      let objections = stride(from: 0, to: 1000, by: 20).map { index in
        knownHosts.objection(to: key(of: index), of: KnownHostName(host: "host\(index)"))
      }
      #expect(objections == Array(repeating: nil, count: 50))
    }
    let refused = ContinuousClock().measure {
      #expect(knownHosts.objection(to: key(of: 1001), of: KnownHostName(host: "host1001")) == .unknown)
    }
    #expect(recorded < refused)
  }

  // RFC 3174 §7.3 and RFC 2202 §3.
  @Test("SHA-1 and its authentication code give the values of their standards")
  func standards() {
    func hex(_ bytes: [UInt8]) -> String {
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
    #expect(hex(SHA1.hash(Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    #expect(hex(SHA1.hash([])) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
    #expect(
      hex(SHA1.hash([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)))
        == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    #expect(
      hex(SHA1.authenticationCode(key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8)))
        == "b617318655057264e28bc0b6fb378c8ef146be00")
    let long = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
    #expect(
      hex(SHA1.authenticationCode(key: [UInt8](repeating: 0xAA, count: 80), message: long))
        == "aa4ae5e15272d00e95705637ce8a3b55ed402112")
  }

  // RFC 4648 §10.
  @Test(
    "base 64 goes both ways",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")])
  func base64(_ plain: String, _ text: String) {
    #expect(Base64.encode(Array(plain.utf8)) == text)
    #expect(Base64.decode(Array(text.utf8)) == Array(plain.utf8))
  }

  @Test("what is not base 64 is refused", arguments: ["Z", "Zg", "Zg=", "Z===", "Zm9v!", "Zg==Zg==", "Zm 9"])
  func notBase64(_ text: String) { #expect(Base64.decode(Array(text.utf8)) == nil) }
}
