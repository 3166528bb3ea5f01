import Foundation
import Model
import TestSupport
import Testing

@testable import Drivers

/// The files of Fixtures/freebsd/rc.conf with a byte changed, left out or put in, place after place.
///
/// What culvert edits, sh must read as meant, and what culvert takes out again must leave the old bytes.
@Suite struct RCConfMutationTests {
  private static let name: InterfaceName = "gif9"
  private static let tunnel = Tunnel(
    encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
    addresses: [.init("192.0.2.80", peer: "198.18.0.7"), .init("192.0.2.81", peer: "198.18.0.7")])
  private static let facts: FreeBSDFacts = {
    let observation = FreeBSDDriver().bareObservation(for: Sample.emptyIntent)
    return observation.freebsd
  }()

  /// A file and what culvert made of it.
  private struct Edit {
    var before: [UInt8]
    var after: [UInt8]
    var words: [String]
  }

  private static func files(_ bytes: [UInt8]) -> [HostPath: BootFile] {
    ["/etc/rc.conf": .regular(content: bytes, mode: .plain)]
  }

  /// Nil where culvert refuses the file.
  private static func edit(_ bytes: [UInt8]) throws -> Edit? {
    guard let conf = try? RCConf(files(bytes)) else { return nil }
    // Names of the interface in other places, such as a comment, keep it from being taken.
    guard conf.place(naming: name) == nil else { return nil }
    var editor = RCConfEditor(conf)
    guard (try? editor.place(name, as: tunnel, on: facts)) != nil else { return nil }
    let after = editor.conf.files[0].bytes
    #expect(editor.conf.tunnel(name, on: facts) == tunnel)
    try editor.remove(name)
    #expect(editor.conf.files[0].bytes == bytes, "\(quoted(String(decoding: bytes, as: UTF8.self)))")
    return Edit(before: bytes, after: after, words: conf.words("cloned_interfaces"))
  }

  /// The file with each of its bytes taken out, changed, doubled by another, or made the end, in turn.
  private static func mutants(_ bytes: [UInt8]) -> [[UInt8]] {
    let odd = Array("\"'\\\n #;$`\r={}()|&\t<>".utf8)
    return [bytes]
      + bytes.indices.map { place in
        var mutant = bytes
        let byte = odd[place * 7 % odd.count]
        switch place % 4 {
        case 0: mutant.remove(at: place)
        case 1: mutant[place] = byte
        case 2: mutant.insert(byte, at: place)
        default: mutant.removeSubrange(place...)
        }
        return mutant
      }
  }

  private static let cases = RCConfCase.names.filter { name in
    !["link", "absent", "here-document", "here-document-plain", "not-ascii", "odd-characters"].contains(name)
  }

  @Test(arguments: TestScope.cases(cases, coreTakesOneIn: 3))
  func `what is edited sh reads as meant, and what is taken out leaves the old bytes`(
    name: String
  ) throws {
    guard case .regular(let bytes, _)? = RCConfCase(name).files["/etc/rc.conf"] else { return }
    let edits = try Self.mutants(bytes).compactMap(Self.edit)
    let read = try Self.read(edits)
    var count = 0
    for (edit, (before, after)) in zip(edits, read) {
      // What sh does not read to its end, or reads as something else, is refused on the host.
      guard let before, before == edit.words else { continue }
      count += 1
      #expect(after == before + [Self.name.text], "\(quoted(String(decoding: edit.before, as: UTF8.self)))")
    }
    #expect(count > 0 || ["exit", "unbalanced-quote"].contains(name) || edits.isEmpty)
  }

  /// What sh makes of cloned_interfaces before and after: nil where it does not come to the end, or the lines of the
  /// tunnel are not all there.
  private static func read(_ edits: [Edit]) throws -> [([String]?, [String]?)] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-mutants-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var script = "set -f\nPATH=/none\n"
    for (number, edit) in edits.enumerated() {
      for (suffix, bytes) in [("a", edit.before), ("b", edit.after)] {
        try Data(bytes).write(to: folder.appending(path: "\(number)\(suffix)"))
        let lines = suffix == "a" ? "" : "${ifconfig_gif9:+ }${ifconfig_gif9_alias0:+ }"
        script += "( . ./\(number)\(suffix) >./out 2>&1; echo \"%\(number)\(suffix)\(lines)%\" $cloned_interfaces )\n"
      }
    }
    try Data("cd '\(folder.path)' || exit 1\n\(script)".utf8).write(to: folder.appending(path: "script"))
    let ran = try run(["/bin/dash", folder.appending(path: "script").path])
    var seen: [String: [String]] = [:]
    for line in ran.output.split(separator: "\n") where line.hasPrefix("%") {
      let parts = line.dropFirst().split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { seen[String(parts[0])] = parts[1].split(separator: " ").map(String.init) }
    }
    return edits.indices.map { (seen["\($0)a"], seen["\($0)b  "]) }
  }
}
