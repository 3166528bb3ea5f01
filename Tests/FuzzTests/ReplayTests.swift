import Foundation
import Testing

/// Every reader of bytes from outside, on all that the fuzzer has found to be worth keeping (`.ci/fuzz`).
@Suite struct ReplayTests {
  @Test(arguments: Subject.all) func `what the fuzzer kept breaks nothing`(subject: Subject) throws {
    let inputs = try Committed.inputs("Corpora", of: subject)
    #expect(inputs.count >= 3, "the corpus is empty, or hardly there")
    #expect(failures(of: subject, on: [[]] + inputs) == [])
  }

  @Test(arguments: Subject.all) func `what once broke something breaks nothing`(subject: Subject) throws {
    #expect(failures(of: subject, on: try Committed.inputs("Regressions", of: subject)) == [])
  }

  @Test func `each file belongs to a subject, and each subject has its own name`() throws {
    let names = Set(Subject.all.map { "\($0.name).txt" })
    #expect(names.count == Subject.all.count)
    for folder in ["Corpora", "Regressions"] {
      #expect(Set(try Committed.files(folder)).isSubset(of: names), "\(folder)")
    }
  }

  @Test func `the samples of each subject are there`() {
    for sample in Subject.all.flatMap(\.samples) {
      #expect(FileManager.default.fileExists(atPath: Committed.top.appending(path: sample).path), "\(sample)")
    }
  }

  @Test func `a reader that breaks is told, with its input`() throws {
    let broken = Subject(name: "broken", words: "") { bytes in
      try hold(bytes.first != UInt8(ascii: "x"), "it begins with x")
    }
    #expect(failures(of: broken, on: [Array("a".utf8), Array("x\n".utf8)]) == [#"broken: it begins with x: x\n"#])
    let thrower = Subject(name: "thrower", words: "") { _ in throw CocoaError(.featureUnsupported) }
    #expect(failures(of: thrower, on: [[]]).count == 1)
  }

  @Test func `a message that would do something to a terminal is told`() {
    #expect(throws: Violation.self) { try holdIsOneLine("\u{1B}[2J") }
    #expect(throws: Violation.self) { try holdIsOneLine("a\nb") }
    #expect(throws: Never.self) { try holdIsOneLine("'ä': …") }
  }

  /// What does not hold, one line for each input that shows it.
  private func failures(of subject: Subject, on inputs: [[UInt8]]) -> [String] {
    inputs.compactMap { input in
      do { try subject.check(input) } catch { return "\(subject.name): \(error): \(InputFile.line(input))" }
      return nil
    }
  }
}

extension Subject: CustomTestStringConvertible {
  var testDescription: String { name }
}
