import ArgumentParser
import Foundation
import Inventory
import Model
import Testing

@testable import culvert

/// What the README tells a newcomer is what culvert does.
@Suite struct ReadmeTests {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func readme() throws -> String {
    try String(contentsOf: folder.appending(component: "README.md"), encoding: .utf8)
  }

  /// The cells of the table whose head is this.
  private func table(_ head: String) throws -> [[String]] {
    let lines = try Self.readme().split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == head })
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  @Test func `the exit statuses are those of the program`() throws {
    let expected = ExitStatus.allCases.map { [String($0.rawValue), $0.meaning] }
    #expect(try table("| status | meaning |") == expected)
  }

  @Test func `the findings are those of the program`() throws {
    let expected = Explanation.all.map { ["`\($0.id.rawValue)`", $0.title, $0.id.canBeForced ? "yes" : "no"] }
    #expect(try table("| finding | what is wrong | `--force` |") == expected)
  }

  @Test func `the verbs are those of the program`() throws {
    let told = try table("| verb | what it does |").map { $0[0].split(whereSeparator: { " `".contains($0) })[0] }
    #expect(told.map(String.init).sorted() == Culvert.configuration.subcommands.map { $0._commandName }.sorted())
  }

  /// The inventory that is to be copied.
  static func inventory() throws -> String {
    let text = try readme()
    let start = try #require(text.range(of: "```yaml\n"))
    let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
    return String(text[start.upperBound..<end.lowerBound])
  }

  @Test func `the inventory to copy has no mistake`() throws {
    let result = InventoryReader.read(Array(try Self.inventory().utf8), file: "culvert.yml")
    #expect(result.diagnostics.map(\.description) == [])
    #expect(result.cluster?.hosts.count == 3)
  }

  @Test func `each of the two commands stands on one line`() throws {
    let lines = try Self.readme().split(separator: "\n")
    #expect(lines.filter { $0.hasPrefix("apt-get update") }.count == 1)
    #expect(lines.filter { $0.hasPrefix(".ci/test") }.count == 1)
  }

  @Test func `the command that installs brings what a lab needs`() throws {
    let install = try #require(try Self.readme().split(separator: "\n").first { $0.hasPrefix("apt-get update") })
    let words = Set(install.split(separator: " ").map(String.init))
    let source = try String(
      contentsOf: Self.folder.appending(path: "Sources/Lab/Requirements.swift"), encoding: .utf8)
    let packages = source.matches(of: /\("\/[^"]*", "([^"]*)"\)/).map { String($0.1) }
    #expect(packages.count > 10)
    // util-linux is in every Debian.
    #expect(packages.filter { $0 != "util-linux" && !words.contains($0) } == [])
  }
}
