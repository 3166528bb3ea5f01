import Model

@testable import Drivers

extension Subject {
  static let freebsd = [
    Subject(
      name: "freebsd-ifconfig", samples: ["Tests/DriversTests/Fixtures/freebsd"],
      words:
        "gif0: flags=8051< > metric mtu inet inet6 --> netmask 0xffffffff broadcast vhid tunnel groups: gif options= "
        + "member: ether media: status: nd6 description: UP"
    ) { bytes in
      let output = ProbeOutput(section: bytes)
      _ = try understood { try FreeBSDIfconfigParser.parse(output, section: ProbeOutput.section) }
    },
    Subject(
      name: "freebsd-observe", longest: 8192,
      words: observeWords
        + " interfaces rc-values start-scripts file:/etc/rc.conf file:/etc/rc.conf.local kern.osrelease: kern.osreldate: "
        + "1302001 902001 net.inet.ip.check_interface: gif loaded available missing value cloned_interfaces end"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      guard let seen = try understood({ try FreeBSDDriver().observe(output) }) else { return }
      try visit(FreeBSDDriver(), seen, SampleIntents.realservers)
    },
    Subject(
      name: "freebsd-proof", samples: ["Tests/DriversTests/Fixtures/freebsd/transcripts-13.2"],
      words:
        "tcp4 tcp46 LISTEN SYN_RCVD *.80 *.* 192.0.2.100.80 gateway: interface: flags: BLACKHOLE REJECT gif0 %culvert n "
        + "section received sockets reply 0"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      let (vip, client) = (IPv4Address(value: 0xC000_0264), IPv4Address(value: 0xCB00_7109))
      _ = try understood { try FreeBSDDriver().reception(output, at: Endpoint(vip, Port(number: 80)), from: client) }
    },
    Subject(
      name: "rc-conf", samples: ["Tests/DriversTests/Fixtures/freebsd/rc.conf"], words: rcWords
    ) { bytes in try holdCanBeFollowed(bytes) },
    Subject(
      name: "rc-conf-edit", samples: ["Tests/DriversTests/Fixtures/freebsd/rc.conf"], words: rcWords
    ) { bytes in
      for release in [504_000, 902_001, 1_101_000, 1_302_001] { try holdCanBeTakenBack(bytes, onRelease: release) }
    },
  ]

  private static let rcWords =
    "cloned_interfaces= gif_interfaces= network_interfaces= ifconfig_gif0= gifconfig_gif0= ifconfig_gif0_alias0= gif0 "
    + "gif9 inet tunnel netmask mtu up alias /32 192.0.2.80 0xffffffff # ${ $( $x ` \\ ' \" << if fi case esac do done exit"

  /// rc.conf and, behind a NUL, rc.conf.local.
  private static func files(_ bytes: [UInt8]) -> [HostPath: BootFile] {
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false).map(Array.init)
    var files = [RCConf.main: BootFile.regular(content: parts[0], mode: .plain)]
    if parts.count == 2 { files[RCConf.local] = .regular(content: parts[1], mode: .plain) }
    return files
  }

  // MARK: - Reading

  private static func holdCanBeFollowed(_ bytes: [UInt8]) throws {
    let files = files(bytes)
    guard let conf = try followed(files) else { return }
    try hold(conf.bootFiles == files, "nothing was edited, and the bytes are others")
    for file in conf.files {
      var (end, line) = (0, 1)
      for statement in file.statements {
        try hold(
          statement.range.lowerBound >= end && statement.range.upperBound <= file.bytes.count, "a statement's place")
        try hold(statement.words.allSatisfy { contains(statement.range, $0.range) }, "a word's place")
        line += file.bytes[end..<statement.range.lowerBound].count { $0 == UInt8(ascii: "\n") }
        try hold(statement.line == line, "a statement's line")
        line += file.bytes[statement.range].count { $0 == UInt8(ascii: "\n") }
        end = statement.range.upperBound
      }
    }
    let sizes = conf.assignments.map { $0.value?.utf8.count ?? 0 }
    // A byte that is no UTF-8 becomes three.
    try hold(sizes.allSatisfy { $0 <= 3 * max(bytes.count, 4096) }, "a value of \(sizes.max() ?? 0) bytes")
  }

  private static func contains(_ range: Range<Int>, _ part: Range<Int>) -> Bool {
    range.lowerBound <= part.lowerBound && part.upperBound <= range.upperBound
  }

  private static func followed(_ files: [HostPath: BootFile]) throws -> RCConf? {
    do throws(RCConfProblem) { return try RCConf(files) } catch {
      let line = error.place.line ?? 1
      guard case .regular(let bytes, _)? = files[error.place.path] else { throw Violation("a problem in no file") }
      try hold((1...bytes.count { $0 == UInt8(ascii: "\n") } + 1).contains(line), "no such line: \(error)")
      return nil
    }
  }

  // MARK: - Editing

  private static let tunnel = Tunnel(
    encapsulation: .ipip, local: .v4(IPv4Address(value: 0xCB00_7115)), remote: .v4(IPv4Address(value: 0xC633_640A)),
    isUp: true,
    addresses: Set(
      [0xC000_0250, 0xC000_0251].map {
        InnerAddress(IPv4Address(value: $0), peer: IPv4Address(value: 0xC612_0007))
      }))

  /// What a file is made to say is what it then says, and taken out again it leaves the old bytes.
  private static func holdCanBeTakenBack(_ bytes: [UInt8], onRelease date: Int) throws {
    let name = try InterfaceName("gif9")
    let intent = HostIntent(endpoints: [], balancing: nil, innerPeer: IPv4Address(value: 0xC612_0007))
    var host = FreeBSDDriver().bareObservation(for: intent).freebsd
    host.releaseDate = date
    guard let conf = try followed(files(bytes)), conf.place(naming: name) == nil else { return }
    var editor = RCConfEditor(conf)
    do throws(RCConfProblem) { try editor.place(name, as: tunnel, on: host) } catch { return }
    try hold(editor.conf.tunnel(name, on: host) == tunnel, "it does not say what it was made to say")
    try holdCanBeCopied(name, from: editor.conf, to: conf, on: host)
    try editor.remove(name)
    try hold(editor.conf.bootFiles == conf.bootFiles, "what was put in and taken out again left something")
  }

  private static func holdCanBeCopied(
    _ name: InterfaceName, from other: RCConf, to conf: RCConf, on host: FreeBSDFacts
  ) throws {
    var editor = RCConfEditor(conf)
    try editor.copy(name, from: other)
    try hold(editor.conf.tunnel(name, on: host) == tunnel, "it does not say what was copied")
  }
}
