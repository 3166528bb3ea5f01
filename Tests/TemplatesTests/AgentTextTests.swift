import Model
import Templates
import Testing

/// The part of the agent's text that is sent for a look.
@Suite struct AgentTextTests {
  @Test(arguments: OperatingSystem.allCases) func `a look needs nothing that it is not sent`(
    system: OperatingSystem
  ) throws {
    let text = try Renderer().agent(for: system)
    #expect(text.look.utf8.count * 5 < text.whole.utf8.count * 2, "that is not much less")
    let others = Self.functions(text.whole).subtracting(Self.functions(text.look))
    #expect(others.isSuperset(of: ["cv_apply", "cv_lock", "cv_traces"]))
    let words = Self.words(text.look)
    #expect(others.filter(words.contains) == [])
  }

  @Test func `a file without a border is needed as a whole`() {
    let text = AgentText(files: ["a() { :; }\n", "b() { :; }\n"])
    #expect(text.look == text.whole)
    #expect(text.whole == "a() { :; }\nb() { :; }\n")
  }

  /// The names of the functions that a text defines.
  private static func functions(_ text: String) -> Set<Substring> {
    Set(text.split(separator: "\n").compactMap { $0.firstMatch(of: #/^(\w+)\(\)/#)?.1 })
  }

  /// All words of the code, but those of the doors, which lead to every verb.
  private static func words(_ text: String) -> Set<Substring> {
    var isDoor = false
    let lines = text.split(separator: "\n").filter { line in
      if line.hasPrefix("cv_main()") || line.hasPrefix("cv_transaction_verb()") { isDoor = true }
      defer { if line == "}" { isDoor = false } }
      return !isDoor && !line.drop { $0 == " " }.hasPrefix("#")
    }
    return Set(lines.flatMap { $0.split { !$0.isLetter && !$0.isNumber && $0 != "_" } })
  }
}
