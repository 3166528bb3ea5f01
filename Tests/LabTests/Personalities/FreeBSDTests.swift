import Lab
import TestSupport
import Testing

/// FreeBSD 13.2 and 15.1 on a guest each behind a Linux director; where all tests run, 13.2 on one more and 8.4 on a fourth.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(5)))
struct FreeBSDTests {
  private static let starting = Task {
    var spec = LabSpec(name: SharedLab.name("bsd"), realservers: 0)
    let core = [
      GuestSpec(name: "beastie", role: .realserver, system: .freebsd13),
      GuestSpec(name: "new", role: .realserver, system: .freebsd15),
    ]
    let others = [
      GuestSpec(name: "chuck", role: .realserver, system: .freebsd13),
      GuestSpec(name: "old", role: .realserver, system: .freebsd8),
    ]
    spec.guests += TestScope.isWhole ? core + others : core
    return try await Lab.up(spec) { print($0) }
  }

  var lab: Lab {
    get async throws { try await Self.starting.value }
  }

  @Test func `what a real one of version 15 said is said again`() async throws {
    try await replayNewer(try await lab, "new")
  }

  @Test(.beyondCore) func `what a real one said is said again`() async throws {
    let lab = try await lab
    async let states: Void = replayStates(lab, "beastie")
    async let boot: Void = replayBoot(lab, "chuck")
    _ = try await (states, boot)
  }

  /// So what is neither replayed nor listed with a reason cannot be.
  @Test(arguments: [
    (GuestSystem.freebsd13, ["01", "02", "03", "04", "05-", "05x", "07", "08", "12", "13"], 400),
    (.freebsd15, ["01", "02", "03", "05", "13"], 250),
  ])
  func `the list of what is not claimed names commands of the transcripts`(
    system: GuestSystem, files: [String], atLeast: Int
  ) throws {
    let all = try RealTranscript(system, files)
    let texts = Dictionary(uniqueKeysWithValues: all.commands.map { ($0.place, $0.text) })
    for (place, claim) in all.claims where !place.hasSuffix(":0") {
      #expect(texts[place] == claim.text, "\(place)")
      #expect(claim.how == "skip" || claim.how == "digits", "\(place)")
    }
    #expect(all.commands.count > atLeast)
  }

  @Test(.beyondCore) func `a realserver typed by hand as in 2006 serves, and again after a reboot`() async throws {
    try await serveAndComeBack(try await lab)
  }
}
