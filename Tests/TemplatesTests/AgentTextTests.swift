import HostAgent
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

  @Test(arguments: OperatingSystem.allCases) func `what a system has of its own comes after the default`(
    system: OperatingSystem
  ) throws {
    let text = try Renderer().agent(for: system)
    let lines = text.whole.split(separator: "\n", omittingEmptySubsequences: false)
    for function in Self.functions(text.core.whole).intersection(Self.functions(text.system.whole)) {
      let places = lines.indices.filter { lines[$0].hasPrefix("\(function)()") }
      try #require(places.count == 2, "\(function)")
      #expect(function.hasPrefix("cv_os_"), "it is the agent's own")
      #expect(text.core.look.contains("\n\(function)()"), "a default in what only a change has would come last")
    }
  }

  @Test func `no function of the agent is defined twice by those who write the same part`() throws {
    for system in OperatingSystem.allCases {
      let text = try Renderer().agent(for: system)
      for part in [text.core, text.system] {
        let names = Self.names(part.whole)
        #expect(names.count == Set(names).count, "\(names.filter { name in names.count { $0 == name } > 1 })")
      }
    }
  }

  @Test func `the agent refuses for reasons that the controller knows, and for all of them`() throws {
    let text = try Renderer().agent(for: .linux).core.whole
    let reasons = text.matches(of: #/cv_refuse ([a-z][a-z-]*)/#).map { String($0.1) }
    #expect(Set(reasons) == Set(RefusalReason.allCases.map(\.rawValue)))
    let words = text.matches(of: #/'refused ([a-z-]+)'/#).map { String($0.1) }
    #expect(Set(words) == ["moved"], "what is said with the title of a step")
  }

  /// The names of the functions that a text defines.
  private static func functions(_ text: String) -> Set<Substring> { Set(names(text)) }

  private static func names(_ text: String) -> [Substring] {
    text.split(separator: "\n").compactMap { $0.firstMatch(of: #/^(\w+)\(\)/#)?.1 }
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
