import Foundation
import Model
import Testing

@testable import Drivers

/// A sample of what commands print, and what reads it.
struct PrintedSample: Sendable, CustomTestStringConvertible {
  typealias Reader = @Sendable (ProbeOutput) throws -> Void

  let name: String
  /// Each is one whole output.
  let texts: [String]
  let read: Reader
  var testDescription: String { name }

  /// By what their names begin with.
  private static let readers: [(prefix: String, read: Reader)] = [
    ("freebsd/ifconfig-", { _ = try FreeBSDIfconfigParser.parse($0, section: "x") }),
    ("solaris/ifconfig-", { _ = try SolarisIfconfigParser.parse($0, section: "x") }),
    ("solaris/dladm-show-iptun", { _ = try DladmTunnelParser.parse($0, section: "x") }),
  ]

  /// The files of a system's folder.
  static let files: [PrintedSample] = names.flatMap { name in
    readers.filter { name.hasPrefix($0.prefix) }.map { PrintedSample(name, $0.read) }
  }

  /// What the transcripts of a real FreeBSD have of it.
  static let transcripts: [PrintedSample] = FreeBSDTranscript.names.compactMap { name in
    guard let transcript = try? FreeBSDTranscript(name), !transcript.interfaces.isEmpty else { return nil }
    return PrintedSample(name: name, texts: Array(Set(transcript.interfaces)), read: readers[0].read)
  }

  /// SYSTEM/NAME of the files that stand right in the systems' folders.
  static let names: [String] = ["freebsd", "solaris"].flatMap { system in
    let names = try? FileManager.default.contentsOfDirectory(atPath: Fixture.path(system))
    return (names ?? []).filter { $0.hasSuffix(".txt") }.sorted().map { "\(system)/\($0)" }
  }

  /// Whether the reader passes over such a line of an interface: no decision rests on it.
  func passesOver(_ line: String, behind last: String) -> Bool {
    let isInside = line.hasPrefix("\t") || line.hasPrefix(" ")
    if name.hasPrefix("solaris/ifconfig-") { return isInside }
    guard name.hasPrefix("freebsd/ifconfig-") || name.first?.isNumber == true else { return false }
    // A description may have several lines.
    return isInside || last.hasPrefix("\tdescription: ")
  }

  private init(name: String, texts: [String], read: @escaping Reader) {
    (self.name, self.texts, self.read) = (name, texts, read)
  }

  private init(_ name: String, _ read: @escaping Reader) {
    let text = (try? Fixture.text(name)) ?? ""
    self.init(name: name, texts: [text], read: read)
  }
}

/// No parser of FreeBSD or Solaris passes over a line that it does not know: whatever sample it is put into, and wherever, the
/// error shows it; but for those of an interface that no decision rests on.
@Suite struct UnknownLineTests {
  private static let unknown = [
    "surprise", "surprise 1 2 3", "\tsurprise: 1", "\tsurprise", "\t\tsurprise 1", "\t        surprise 1", "\t", " ",
    "ifconfig: interface gif9 does not exist",
  ]

  @Test func `every command's sample has something that reads it, but for those that are named`() {
    let commands = ["ifconfig-", "dladm-"]
    let samples = PrintedSample.names.filter { name in commands.contains { name.contains("/\($0)") } }
    #expect(PrintedSample.files.map(\.name) == samples)
    #expect(PrintedSample.transcripts.count == 15)
  }

  @Test(arguments: PrintedSample.files + PrintedSample.transcripts)
  func `a line that no command prints is an error that shows it, wherever it stands`(sample: PrintedSample) throws {
    for text in sample.texts {
      #expect(throws: Never.self) { try sample.read(.section("x", text)) }
      let lines = text.components(separatedBy: "\n").filter { !$0.isEmpty }
      #expect(!lines.isEmpty)
      for place in 0...lines.count {
        for line in Self.unknown {
          let changed = (lines[..<place] + [line] + lines[place...]).joined(separator: "\n")
          let isRead = place > 0 && sample.passesOver(line, behind: lines[place - 1])
          #expect(
            unreadable { try sample.read(.section("x", changed)) } == (isRead ? nil : "x: \(line)"), "at \(place)")
        }
      }
    }
  }

  // MARK: - What commands say instead

  @Test(arguments: ["solaris"]) func `what a command says instead of an answer is an error that shows it`(
    system: String
  ) throws {
    let complaints = try Fixture.text("\(system)/errors.txt").components(separatedBy: "\n").filter { !$0.isEmpty }
    #expect(complaints.count >= 20)
    for sample in PrintedSample.files where sample.name.hasPrefix(system) {
      for text in ["", sample.texts[0] + "\n"] {
        for complaint in complaints {
          let said = unreadable { try sample.read(.section("x", text + complaint)) }
          #expect(said == "x: \(complaint)", "\(sample.name)")
        }
      }
    }
  }
}
