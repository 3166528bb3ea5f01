import Testing

@testable import Transport

@Suite("known_hosts") struct KnownHostsTests {
  static let key = SampleKey.ed25519
  static let line = "ssh-ed25519 \(key.base64)"

  private func read(_ text: String) -> KnownHosts {
    var knownHosts = KnownHosts()
    knownHosts.add(Array(text.utf8), path: "known_hosts")
    return knownHosts
  }

  struct NameCase: Sendable, CustomTestStringConvertible {
    let names: String
    let host: String
    var port: UInt16 = 22
    let isKnown: Bool
    var testDescription: String { "\(names) \(isKnown ? "is" : "is not") \(host) port \(port)" }
  }

  @Test(
    "a line is about the hosts that its names say",
    arguments: [
      NameCase(names: "web1", host: "web1", isKnown: true),
      NameCase(names: "web1", host: "WEB1", isKnown: true),
      NameCase(names: "WEB1", host: "web1", isKnown: true),
      NameCase(names: "web1", host: "web10", isKnown: false),
      NameCase(names: "web1,192.0.2.1,2001:db8::1", host: "192.0.2.1", isKnown: true),
      NameCase(names: "web1,192.0.2.1,2001:db8::1", host: "2001:db8::1", isKnown: true),
      NameCase(names: "[web1]:2222", host: "web1", port: 2222, isKnown: true),
      NameCase(names: "[web1]:2222", host: "web1", isKnown: false),
      NameCase(names: "[web1]:2222", host: "web1", port: 2223, isKnown: false),
      NameCase(names: "[2001:db8::1]:2222", host: "2001:db8::1", port: 2222, isKnown: true),
      NameCase(names: "web1", host: "web1", port: 2222, isKnown: true),
      NameCase(names: "*.example.com", host: "web1.example.com", isKnown: true),
      NameCase(names: "*.example.com", host: "example.com", isKnown: false),
      NameCase(names: "web?", host: "web1", isKnown: true),
      NameCase(names: "web?", host: "web10", isKnown: false),
      NameCase(names: "*,!web1", host: "web2", isKnown: true),
      NameCase(names: "*,!web1", host: "web1", isKnown: false),
      NameCase(names: "!web1,*", host: "web1", isKnown: false),
      NameCase(names: "[*]:2222", host: "web1", port: 2222, isKnown: true),
    ])
  func names(_ example: NameCase) {
    let knownHosts = read("\(example.names) \(Self.line)\n")
    #expect(knownHosts.problems.isEmpty)
    let objection = knownHosts.objection(to: Self.key, of: KnownHostName(host: example.host, port: example.port))
    #expect(objection == (example.isKnown ? nil : .unknown))
  }

  @Test("comments, blank lines, tabs and a missing last newline do no harm")
  func layout() {
    let knownHosts = read(
      "# comment\n\n   \n\tweb1\t ssh-ed25519   \(Self.key.base64) me@laptop two words\r\nweb2 \(Self.line)")
    #expect(knownHosts.problems.isEmpty)
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web1")) == nil)
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web2")) == nil)
  }

  @Test("another key of the same type has changed, and every line that says otherwise is named")
  func changed() {
    let third = SampleKey.make("ssh-ed25519", number: 3)
    let knownHosts = read("web2 \(Self.line)\nweb1 \(Self.line)\nweb* ssh-ed25519 \(third.base64)\n")
    let recorded = [2, 3].map { RecordedKey(type: .ed25519, position: .init(path: "known_hosts", line: $0)) }
    #expect(
      knownHosts.objection(to: SampleKey.otherEd25519, of: KnownHostName(host: "web1")) == .changed(recorded: recorded))
  }

  @Test("a key of a type that is not recorded is not known, and the types that are recorded are named")
  func unknownType() {
    let knownHosts = read("web1 \(Self.line)\n")
    let recorded = RecordedKey(type: .ed25519, position: .init(path: "known_hosts", line: 1))
    #expect(knownHosts.objection(to: SampleKey.rsa, of: KnownHostName(host: "web1")) == .unknownType(known: [recorded]))
    #expect(knownHosts.recordedTypes(of: KnownHostName(host: "web1")) == [.ed25519])
  }

  @Test("a revoked key is refused even where it is also recorded")
  func revoked() {
    let knownHosts = read("web1 \(Self.line)\n@revoked * \(Self.line)\n")
    let position = FilePosition(path: "known_hosts", line: 2)
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web1")) == .revoked(position))
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web1", port: 2222)) == .revoked(position))
  }

  @Test("a revoked line says nothing for other hosts and other keys")
  func revokedElsewhere() {
    let knownHosts = read("@revoked web2 \(Self.line)\nweb1 \(Self.line)\n")
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web1")) == nil)
    #expect(knownHosts.objection(to: SampleKey.otherEd25519, of: KnownHostName(host: "web2")) == .unknown)
  }

  @Test("a certificate authority is named if it is all there is, and no trust comes from it")
  func authority() {
    let knownHosts = read(
      "@cert-authority *.example.com \(Self.line)\nweb1.example.com ssh-rsa \(SampleKey.rsa.base64)\n")
    let position = FilePosition(path: "known_hosts", line: 1)
    let web2 = KnownHostName(host: "web2.example.com")
    #expect(knownHosts.objection(to: SampleKey.rsa, of: web2) == .certificateAuthority(position))
    #expect(knownHosts.objection(to: Self.key, of: web2) == .certificateAuthority(position))
    #expect(knownHosts.objection(to: SampleKey.rsa, of: KnownHostName(host: "web1.example.com")) == nil)
    #expect(knownHosts.recordedTypes(of: web2).isEmpty)
  }

  @Test("a line for the host alone does for its other ports, but does not say that their key has changed")
  func portFallback() {
    let knownHosts = read("web1 \(Self.line)\n")
    let name = KnownHostName(host: "web1", port: 2222)
    #expect(knownHosts.recordedTypes(of: name) == [.ed25519])
    #expect(knownHosts.objection(to: Self.key, of: name) == nil)
    #expect(knownHosts.objection(to: SampleKey.otherEd25519, of: name) == .unknown)
  }

  @Test(
    "a broken line is reported with its place and left out",
    arguments: [
      ("web1", "it needs a host, a key type and a key"),
      ("web1 ssh-ed25519", "it needs a host, a key type and a key"),
      ("@revoked web1 ssh-ed25519", "it needs a host, a key type and a key"),
      ("web1 ssh-ed25519 AAAA*AAA", "the key is not a whole ssh-ed25519 key"),
      ("web1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI", "the key is not a whole ssh-ed25519 key"),
      ("web1 ssh-rsa \(SampleKey.ed25519.base64)", "the key is not a whole ssh-rsa key"),
      ("@unheard-of web1 ssh-ed25519 \(SampleKey.ed25519.base64)", "the marker '@unheard-of' is not known"),
      ("|1|short ssh-ed25519 \(SampleKey.ed25519.base64)", "the hashed host name is not '|1|SALT|HASH'"),
      ("|2|AAAA|AAAA ssh-ed25519 \(SampleKey.ed25519.base64)", "the hashed host name is not '|1|SALT|HASH'"),
    ])
  func broken(_ text: String, _ reason: String) {
    let knownHosts = read("# one\n\(text)\nweb2 \(Self.line)\n")
    #expect(knownHosts.problems == [FileProblem(path: "known_hosts", line: 2, reason: reason)])
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web2")) == nil)
  }

  @Test("several files are one, and each line keeps its place")
  func files() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("web1 \(Self.line)\n", to: "first")
    let second = try folder.write("\nweb2 \(Self.line)\n", to: "second")
    let knownHosts = try KnownHosts(reading: [first, folder.path("missing"), second, "/dev/null"])
    #expect(knownHosts.objection(to: Self.key, of: KnownHostName(host: "web1")) == nil)
    let recorded = RecordedKey(type: .ed25519, position: .init(path: second, line: 2))
    let web2 = KnownHostName(host: "web2")
    #expect(knownHosts.objection(to: SampleKey.otherEd25519, of: web2) == .changed(recorded: [recorded]))
  }

  @Test("what is there and is no file is an error of its own")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "inner/file")
    #expect(throws: FileProblem(path: folder.path("inner"), reason: "it is not a file")) {
      try KnownHosts(reading: [folder.path("inner")])
    }
    #expect(throws: FileProblem(path: folder.path("inner/file/x"), reason: "cannot open it: not a directory")) {
      try KnownHosts(reading: [folder.path("inner/file/x")])
    }
  }
}
