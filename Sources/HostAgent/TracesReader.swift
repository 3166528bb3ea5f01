import Model

extension HostTraces {
  /// Reads the agent's `traces`.
  ///
  /// The agent's own sections are read strictly. Logs, logins and packages are other programs' text in many forms: a line
  /// whose moment cannot be read, or that is in no known form, tells nothing.
  /// - Throws: `ProbeError` at the first thing of the agent's own that it does not know.
  package init(_ output: ProbeOutput) throws(ProbeError) {
    let clock = try HostClock(output.lines("clock"))
    self.init(now: clock.now, bootedAt: clock.now - clock.uptime, wasRestarted: clock.wasRestarted)
    for line in try output.lines("stamps") {
      let words = textWords(line)
      guard words.count >= 3, let path = words.last, path.hasPrefix("/") else {
        throw .unreadable(section: "stamps", line: String(line), reason: "it is not an owner, a time and a file")
      }
      // Solaris writes a year where a file is older than half a year: too old to be of interest.
      guard let written = clock.moment(words.dropFirst().dropLast()) else { continue }
      stamps[String(path)] = Stamp(owner: String(words[0]), written: written.when)
    }
    programs = Set(try output.lines("programs").map(String.init))
    for line in try output.lines("mentions") {
      let words = textWords(line)
      guard words.count == 2 else {
        throw .unreadable(section: "mentions", line: String(line), reason: "it is not a file and a word")
      }
      mentions.insert(Mention(file: String(words[0]), term: String(words[1])))
    }
    commands = Self.unique(try output.section("logs").lines.compactMap { LoggedCommand($0, clock) })
    reports = try output.lines(ifThere: "reports").compactMap { LoggedCommand(report: $0, clock) }
    packages = try output.section("packages").lines.compactMap { LoggedPackage($0, clock) }
    logins = try output.section("logins").lines.compactMap { Login($0, clock) }
  }

  /// The journal and a log file have the same line, within a second; that of the journal counts.
  private static func unique(_ commands: [LoggedCommand]) -> [LoggedCommand] {
    var kept: [LoggedCommand] = []
    for command in commands.sorted(by: { ($0.when, $0.text) < ($1.when, $1.text) }) {
      let same = kept.firstIndex {
        $0.text == command.text && $0.who == command.who && command.when - $0.when <= 1
      }
      if let same {
        if command.isVouched { kept[same].isVouched = true }
      } else {
        kept.append(command)
      }
    }
    return kept
  }
}

/// The host's clock and its zone.
private struct HostClock {
  var local: CivilTime
  var now: Int
  var uptime: Int
  var wasRestarted: Bool?

  init(_ lines: [Substring]) throws(ProbeError) {
    var values: [Substring: Substring] = [:]
    for line in lines {
      guard let blank = line.firstIndex(of: " ") else { continue }
      values[line[..<blank]] = line[line.index(after: blank)...]
    }
    guard let local = values["local"].flatMap(CivilTime.init(iso:)),
      let utc = values["utc"].flatMap(CivilTime.init(iso:)),
      let uptime = values["uptime"].flatMap({ decimal($0, below: 1 << 40) })
    else {
      throw .unreadable(
        section: "clock", line: lines.joined(separator: ", "), reason: "it is not the host's time and its uptime")
    }
    (self.local, now, self.uptime) = (local, utc.seconds, uptime)
    wasRestarted = values["restarted"].map { $0 == "yes" }
  }

  /// The moment that these words begin with, and the words behind it.
  func moment(_ words: ArraySlice<Substring>) -> (when: Int, rest: ArraySlice<Substring>)? {
    guard let first = words.first else { return nil }
    if first.count >= 9, let seconds = decimal(first, below: 1 << 40) { return (seconds, words.dropFirst()) }
    if first.contains("T"), let when = zoned(first) { return (when, words.dropFirst()) }
    let three = Array(words.prefix(3))
    if three.count >= 2, let time = CivilTime(iso: "\(three[0]) \(three[1])") {
      return (utc(time), words.dropFirst(2))
    }
    guard three.count == 3, let time = CivilTime(month: three[0], day: three[1], time: three[2], before: local) else {
      return nil
    }
    return (utc(time), words.dropFirst(3))
  }

  /// `2026-11-28T11:03:00.123456+01:00`, `2026-11-28T11:03:00+0100`, `…Z`.
  private func zoned(_ word: Substring) -> Int? {
    if word.last == "Z" { return CivilTime(iso: word.dropLast())?.seconds }
    guard let sign = word.lastIndex(where: { "+-".contains($0) }), let time = CivilTime(iso: word[..<sign]) else {
      return CivilTime(iso: word).map(utc)
    }
    let digits = word[word.index(after: sign)...].filter { $0 != ":" }
    guard digits.utf8.count == 4, let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)) else {
      return nil
    }
    let offset = hours * 3600 + minutes * 60
    return time.seconds - (word[sign] == "-" ? -offset : offset)
  }

  private func utc(_ time: CivilTime) -> Int { time.seconds - (local.seconds - now) }
}

extension HostTraces.LoggedCommand {
  /// A line of sudo(8), doas(1) or Ansible's modules; others of those that manage hosts as they are.
  ///
  /// In front of each line the agent says where it is from: `journal-root` are those for which journald says that a process of
  /// root's wrote them (`_UID`, which the kernel tells); any other log takes lines from everybody.
  fileprivate init?(_ line: Substring, _ clock: HostClock) {
    var words = textWords(line)[...]
    let isVouched = words.first == "journal-root"
    if isVouched || words.first == "log" { words = words.dropFirst() }
    guard let (when, rest) = clock.moment(words) else { return nil }
    self.init(rest, when: when)
    self.isVouched = isVouched
  }

  private init?(_ rest: ArraySlice<Substring>, when: Int) {
    // The host's name, and the program's with its number.
    let message = rest.dropFirst(2).joined(separator: " ")
    let program = rest.dropFirst().first.map { $0.prefix { !"[:".contains($0) } } ?? ""
    switch program {
    case "sudo":
      guard let command = message.firstRange(of: "COMMAND="), let colon = message.firstRange(of: " : ") else {
        return nil
      }
      self.init(
        when: when, who: String(message[..<colon.lowerBound]), by: "sudo", text: String(message[command.upperBound...]))
    case "doas":
      let words = textWords(message[...], maxSplits: 3)
      guard words.count == 4, words[1] == "ran", words[2] == "command" else { return nil }
      let command = words[3].firstRange(of: " as ").map { words[3][..<$0.lowerBound] } ?? words[3]
      self.init(when: when, who: String(words[0]), by: "doas", text: String(command))
    case _ where program.hasPrefix("ansible"): self.init(when: when, who: nil, by: "ansible", text: message)
    case _ where ["puppet", "chef", "salt"].contains { program.hasPrefix($0) }:
      self.init(when: when, who: nil, by: String(program), text: message)
    default: return nil
    }
  }
}

extension HostTraces.LoggedCommand {
  /// A line of the journal, whichever program wrote it: `MOMENT HOST PROGRAM[PID]: TEXT`.
  fileprivate init?(report line: Substring, _ clock: HostClock) {
    guard let (when, rest) = clock.moment(textWords(line)[...]), rest.count >= 3,
      let program = rest.dropFirst().first?.prefix(while: { !"[:".contains($0) }), !program.isEmpty
    else { return nil }
    self.init(when: when, who: nil, by: String(program), text: rest.dropFirst(2).joined(separator: " "))
  }
}

extension HostTraces.LoggedPackage {
  /// A line of dpkg's log, of rpm's list, or of pkg(8) in a system log.
  fileprivate init?(_ line: Substring, _ clock: HostClock) {
    guard let (when, rest) = clock.moment(textWords(line)[...]), let first = rest.first else { return nil }
    if ["install", "upgrade", "remove", "purge"].contains(first) {
      self.init(when: when, text: rest.prefix(2).joined(separator: " "))
    } else if let program = rest.dropFirst().first, program.hasPrefix("pkg"), rest.count >= 4 {
      self.init(when: when, text: rest.dropFirst(2).joined(separator: " "))
    } else {
      return nil
    }
  }
}

extension HostTraces.Login {
  /// A line of last(1): `alice pts/0 198.18.0.1 Sat Nov 28 11:03 - 11:05 (00:02)`, on all systems alike.
  ///
  /// Boots and set clocks are no logins: `reboot system boot 6.1.0`, FreeBSD's `boot time`, `shutdown time`, `old time`,
  /// `new time`, and before 9 `reboot ~`, `shutdown ~`, `date |`, `date {`.
  fileprivate init?(_ line: Substring, _ clock: HostClock) {
    let words = textWords(line)
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    guard let day = words.firstIndex(where: { word in days.contains { $0 == word } }), day >= 2,
      !["reboot", "shutdown", "runlevel", "wtmp", "utx.log"].contains(words[0]),
      !(words[1] == "time" && ["boot", "shutdown", "old", "new"].contains(words[0])),
      !["~", "|", "{"].contains(words[1]),
      let (begin, rest) = clock.moment(words[(day + 1)...])
    else { return nil }
    let length = rest.last.flatMap(Self.seconds)
    self.init(who: String(words[0]), from: String(words[day - 1]), begin: begin, end: length.map { begin + $0 + 59 })
  }

  /// `(00:02)` or `(3+00:02)`.
  private static func seconds(_ word: Substring) -> Int? {
    guard word.hasPrefix("("), word.hasSuffix(")") else { return nil }
    let fields = word.dropFirst().dropLast().split(whereSeparator: { "+:".contains($0) }).map {
      $0.utf8.count <= 5 ? Int($0) : nil
    }
    switch fields.count {
    case 2: return fields[0].flatMap { hours in fields[1].map { hours * 3600 + $0 * 60 } }
    case 3:
      guard let days = fields[0], let hours = fields[1], let minutes = fields[2] else { return nil }
      return days * 86_400 + hours * 3600 + minutes * 60
    default: return nil
    }
  }
}
