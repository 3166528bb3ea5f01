import Foundation
import Model
import Testing

@testable import culvert

/// All that culvert says of findings: for each id its page, and one finding for each kind of facts.
///
/// `CULVERT_REWRITE_FIXTURES=1 swift test --filter CatalogueTests` writes what culvert says now; read the difference.
@Suite struct CatalogueTests {
  @Test(arguments: FindingID.allCases) func `an entry says what its file says`(id: FindingID) throws {
    let text = Self.text(of: id)
    let file = Self.folder.appending(component: "\(id.rawValue).txt")
    if ProcessInfo.processInfo.environment["CULVERT_REWRITE_FIXTURES"] != nil { try Data(text.utf8).write(to: file) }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func `each entry has a file, and each file an entry`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(files == FindingID.allCases.map { "\($0.rawValue).txt" })
  }

  @Test func `there is an example of each, and no two are told in the same words`() {
    #expect(Set(Examples.all.map(\.id)) == Set(FindingID.allCases))
    #expect(Set(Examples.all.map { $0.text(on: nil) }).count == Examples.all.count)
  }

  private static func text(of id: FindingID) -> String {
    let page = ExplanationText.lines([Explanation(id)]).joined(separator: "\n")
    let examples = Examples.all.filter { $0.id == id }.map { finding in
      "\(finding.what): \(finding.why)\n  \(kind(finding.remedy)): \(finding.remedy.text(on: Examples.host))\n"
    }
    return "\(page)\n\n\(examples.joined(separator: "\n"))"
  }

  private static func kind(_ remedy: Remedy) -> String {
    switch remedy {
    case .run: "run"
    case .culvert: "here"
    case .words: "words"
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(components: "Fixtures", "Findings")
}
