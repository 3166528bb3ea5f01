import Testing

@testable import Transport

@Suite("recording a host key") struct KnownHostsFileTests {
  let folder: TemporaryFolder
  let file: KnownHostsFile
  let key = SampleKey.ed25519
  let web1 = KnownHostName(host: "web1")

  init() throws {
    folder = try TemporaryFolder()
    file = KnownHostsFile(path: folder.path(".ssh/known_hosts"))
  }

  private func position(_ line: Int) -> FilePosition { FilePosition(path: file.path, line: line) }

  @Test("a missing folder and file are made for their owner alone")
  func fresh() throws {
    #expect(try file.record(key, of: web1) == .added(position(1)))
    #expect(try folder.read(".ssh/known_hosts") == "web1 ssh-ed25519 \(key.base64)\n")
    #expect(try folder.mode(of: ".ssh") == 0o700)
    #expect(try folder.mode(of: ".ssh/known_hosts") == 0o600)
  }

  @Test("a port that is not 22 is written with the name")
  func port() throws {
    _ = try file.record(key, of: KnownHostName(host: "2001:DB8::1", port: 2222))
    #expect(try folder.read(".ssh/known_hosts").hasPrefix("[2001:db8::1]:2222 "))
  }

  @Test("a file whose last line has no end gets one first, and its mode stays")
  func missingNewline() throws {
    try folder.write("# mine", to: ".ssh/known_hosts", mode: 0o644)
    #expect(try file.record(key, of: web1) == .added(position(2)))
    #expect(try folder.read(".ssh/known_hosts") == "# mine\nweb1 ssh-ed25519 \(key.base64)\n")
    #expect(try folder.mode(of: ".ssh/known_hosts") == 0o644)
  }

  @Test("a key that is there is not written again, under whatever form of its name")
  func alreadyThere() throws {
    let text = "# one\nweb* ssh-ed25519 \(key.base64)\n"
    try folder.write(text, to: ".ssh/known_hosts")
    #expect(try file.record(key, of: web1) == .alreadyThere(position(2)))
    #expect(try folder.read(".ssh/known_hosts") == text)
  }

  @Test("a line for the host alone is not taken for one with a port")
  func portIsItsOwn() throws {
    _ = try file.record(key, of: web1)
    #expect(try file.record(key, of: KnownHostName(host: "web1", port: 2222)) == .added(position(2)))
  }

  @Test("keys of other types are added")
  func otherType() throws {
    #expect(try file.record(key, of: web1) == .added(position(1)))
    #expect(try file.record(SampleKey.rsa, of: web1) == .added(position(2)))
  }

  @Test("another key of a recorded type is refused with its line, and nothing is written")
  func changed() throws {
    try folder.write("\nweb1 ssh-ed25519 \(key.base64)\n", to: ".ssh/known_hosts")
    let recorded = RecordedKey(type: .ed25519, position: position(2))
    #expect(throws: KnownHostsFile.Refusal.changed(recorded: [recorded])) {
      try file.record(SampleKey.otherEd25519, of: web1)
    }
    #expect(try folder.read(".ssh/known_hosts") == "\nweb1 ssh-ed25519 \(key.base64)\n")
  }

  @Test("a revoked key is refused")
  func revoked() throws {
    try folder.write("@revoked * ssh-ed25519 \(key.base64)\n", to: ".ssh/known_hosts")
    #expect(throws: KnownHostsFile.Refusal.revoked(position(1))) { try file.record(key, of: web1) }
  }

  @Test("a folder in the file's place is an error that names it")
  func folderInPlace() throws {
    try folder.write("", to: ".ssh/known_hosts/x")
    #expect(throws: KnownHostsFile.Refusal.file(.init(path: file.path, reason: "cannot open it: is a directory"))) {
      try file.record(key, of: web1)
    }
  }

  @Test("fifty at once leave fifty whole lines")
  func together() async throws {
    let results = await Fanout(atMost: 50).map(Array(0..<50)) { [file, key] number in
      Result { try file.record(key, of: KnownHostName(host: "host\(number)")) }
    }
    #expect(results.allSatisfy { (try? $0.get()) != nil })
    let knownHosts = try KnownHosts(reading: [file.path])
    #expect(knownHosts.problems.isEmpty)
    #expect((0..<50).allSatisfy { knownHosts.objection(to: key, of: KnownHostName(host: "host\($0)")) == nil })
  }
}
