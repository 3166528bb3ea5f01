import Drivers
import Model
import Planning
import Templates

/// Lines in one section of a probe's output that are not about anything of culvert's.
struct ForeignKind: Sendable, Hashable, CustomStringConvertible {
  let section: String
  let lines: [String]
  /// Whether the lines are an object of their own: they stand between others, never within one.
  let isObject: Bool

  init(_ section: String, _ lines: String..., isObject: Bool = true) {
    self.init(section, lines: lines, isObject: isObject)
  }

  init(_ section: String, lines: [String], isObject: Bool = true) {
    (self.section, self.lines, self.isObject) = (section, lines, isObject)
  }

  var description: String { "\(section): \(lines.joined(separator: "⏎"))" }
}

/// A host that culvert manages, and what others may have there.
struct ForeignCase: Sendable, CustomStringConvertible {
  let description: String
  let driver: any Driver
  let intent: HostIntent
  let ownership: Ownership
  let output: ProbeOutput
  let kinds: [ForeignKind]
  /// Whether a line begins an object that goes on in the lines below; where each line is one, all do.
  var startsObject: @Sendable (_ section: String, _ line: Substring) -> Bool = { _, _ in true }

  /// What culvert makes of such a host: what it would change, and what speaks against that.
  struct Understanding: Equatable {
    let changes: [Change]
    let findings: [Finding]
    let release: String
  }

  func understanding(of output: ProbeOutput) throws -> Understanding {
    let seen = try driver.observe(output)
    let wanted = try driver.desired(for: intent, seen, ownership: ownership, templates: Renderer())
    return Understanding(
      changes: changes(from: HostState(live: seen.live, boot: seen.boot, ownership: ownership), to: wanted),
      findings: driver.findings(for: intent, seen, ownership: ownership), release: seen.facts.release)
  }

  /// The output with a kind's lines at each place of its section where they may stand.
  func outputs(with kind: ForeignKind) throws -> [ProbeOutput] {
    let section = try output.section(kind.section)
    let lines = section.lines
    let places = (0...lines.count).filter { place in
      place == lines.count || (kind.isObject ? startsObject(kind.section, lines[place]) : place > 0)
    }
    return places.map { place in
      let changed = lines[..<place].map(String.init) + kind.lines + lines[place...].map(String.init)
      return output.with(kind.section, changed.joined(separator: "\n"), status: section.status)
    }
  }

  /// The output with all kinds at once: objects before and behind culvert's own, in an order that the number decides.
  func output(withAll number: Int) throws -> ProbeOutput {
    var random = Mixer(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1)
    var output = output
    for section in output.sections {
      var objects = kinds.filter { $0.section == section.name && $0.isObject }.map(\.lines)
      guard !objects.isEmpty else { continue }
      var own: [[String]] = []
      for line in section.lines {
        if own.isEmpty || startsObject(section.name, line) { own.append([]) }
        own[own.count - 1].append(String(line))
      }
      objects.shuffle(using: &random)
      let cut = objects.count * (number % 5) / 4
      let all = objects[..<cut] + own + objects[cut...]
      output = output.with(section.name, all.joined().joined(separator: "\n"), status: section.status)
    }
    return output
  }
}

/// Numbers that are the same in each run (xorshift64).
struct Mixer: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
