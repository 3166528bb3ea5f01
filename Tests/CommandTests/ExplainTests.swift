import ArgumentParser
import Model
import Testing

@testable import culvert

/// The pages of what culvert can find.
@Suite struct ExplainTests {
  @Test func `every finding has a page of its own, under an id of its own`() {
    #expect(Explanation.all.map(\.id) == FindingID.allCases)
    #expect(Set(Explanation.all.map(\.title)).count == FindingID.allCases.count)
    for page in Explanation.all {
      #expect(page.title.first?.isUppercase == false && !page.title.hasSuffix("."), "\(page.id)")
      #expect(page.text.split(separator: "\n\n").count >= 2, "\(page.id): what it means, and what to do")
    }
  }

  @Test func `ids are three digits and ascend, so that the list is in their order`() {
    let ids = FindingID.allCases.map(\.rawValue)
    #expect(ids.allSatisfy { $0.count == 5 && $0.hasPrefix("CV") && Int($0.dropFirst(2)) != nil })
    #expect(ids == ids.sorted())
  }

  @Test func `a page says whether it can be forced, in lines that fit`() {
    let page = ExplanationText.lines([Explanation(.wrongOuterSource)])
    #expect(page.first == "CV014: packets would leave the director with another source than realservers expect")
    #expect(page.last == "culvert up --force CV014 goes on all the same.")
    #expect(page.dropFirst().allSatisfy { $0.count <= 80 })
    #expect(!ExplanationText.lines([Explanation(.bootFileBroken)]).contains { $0.contains("--force") })
  }

  @Test func `the list has a line each`() {
    let lines = ExplanationText.lines(Explanation.all)
    #expect(lines.count == FindingID.allCases.count)
    #expect(lines.first == "CV001  the agent does not run as root")
  }

  @Test(arguments: [["CV014"], ["cv014", "CV001"], []]) func `explain takes ids as people write them`(ids: [String])
    throws
  {
    let verb = try #require(try Culvert.parseAsRoot(["explain"] + ids) as? Explain)
    #expect(verb.ids.map(\.rawValue) == ids.map { $0.uppercased() })
  }

  /// What culvert cannot see, or would do wrong, no operator can take upon himself.
  @Test(arguments: ["CV001", "CV002", "CV010", "CV024", "CV030", "CV999", "x"])
  func `what cannot be forced is a mistake, before anything is connected`(id: String) {
    let error = #expect(throws: (any Error).self) { try Culvert.parseAsRoot(["up", "--force", id]) }
    #expect(error.map { Culvert.exitCode(for: $0).rawValue } == ExitStatus.usage.rawValue)
  }
}
