import Foundation
import Lab

/// What a real FreeBSD said, verbatim: a virtual machine's commands, each with its output (standard error among it, as a
/// terminal shows it) and exit status.
///
/// The files are those that the driver's parser is held against, and stand beside it.
/// The file Fixtures/SYSTEM/not-claimed.tsv names, by file and line, the commands that the personality does not claim to
/// know (`skip`), and those whose output is compared without its digits (`digits`), with the reason.
struct RealTranscript {
  struct Command {
    /// FILE:LINE.
    var place: String
    var text: String
    var lines: [Substring] = []
    var status = ""
    /// It was the login shell that read it, csh.
    var isRaw = false
    /// The first under a heading: what had been set off before was over by then.
    var opensSection = false
    /// Its pauses are there because devd does something meanwhile, or might.
    var concernsDevd: Bool { ["05", "12"].contains { place.hasPrefix($0) } }
    /// Not meanwhile: the virtual machine took down what it had just brought up before its devd had looked at all, and a
    /// slower guest's devd would come in the middle of that.
    var comesAfterDevd: Bool { concernsDevd && (opensSection || text.hasPrefix("service netif stop")) }
  }

  struct Claim {
    var how: String
    var text: String
  }

  let commands: [Command]
  let claims: [String: Claim]

  /// The files whose names begin so, in that order.
  init(_ system: GuestSystem, _ files: [String]) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let folder = tests.appending(path: "DriversTests/Fixtures/freebsd/\(Self.folders[system] ?? "")")
    let all = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    commands = try files.flatMap { prefix in
      guard let file = all.first(where: { $0.lastPathComponent.hasPrefix(prefix) && $0.pathExtension == "txt" }) else {
        throw CocoaError(.fileNoSuchFile, userInfo: ["file": prefix])
      }
      return Self.commands(file.lastPathComponent, try String(contentsOf: file, encoding: .utf8))
    }
    let list = try String(
      contentsOf: tests.appending(path: "LabTests/Fixtures/\(system.rawValue)/not-claimed.tsv"), encoding: .utf8)
    claims = Dictionary(
      uniqueKeysWithValues: list.split(separator: "\n").map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return (fields[0], Claim(how: fields[1], text: fields[2]))
      })
  }

  private static let folders: [GuestSystem: String] = [
    .freebsd13: "transcripts-13.2", .freebsd15: "transcripts-15.1",
  ]

  private static func commands(_ name: String, _ text: String) -> [Command] {
    var result: [Command] = []
    var (isOpen, opensSection) = (false, false)
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if isOpen, let end = line.wholeMatch(of: /\[(?:ssh )?exit (\d+)\]/) {
        result[result.count - 1].status = String(end.1)
        isOpen = false
      } else if isOpen {
        result[result.count - 1].lines.append(line)
      } else if let start = line.wholeMatch(of: /(ssh)?# (.*)/) {
        result.append(
          Command(
            place: "\(name):\(index + 1)", text: String(start.2), isRaw: start.1 != nil, opensSection: opensSection))
        (isOpen, opensSection) = (true, false)
      } else if line.hasPrefix("## ") {
        opensSection = true
      }
    }
    return result
  }
}

/// The virtual machine's addresses and names become the guest's, and columns stay columns.
struct Substitution {
  /// The first three numbers of the guest's network, with a dot behind, and the guest's own last one.
  let network: String
  let own: String
  let name: String
  let ether: String

  func callAsFunction(_ text: String) -> String {
    var text = text.replacing(/10\.77\.0\.(\d+(?:\/24)?)( *)/) { match in
      let last = match.1 == "10" ? own : String(match.1)
      let longer = network.count + last.count - "10.77.0.".count - match.1.count
      let blanks = match.2.count < 2 ? match.2.count : max(1, match.2.count - longer)
      return network + last + String(repeating: " ", count: blanks)
    }
    for (old, new) in [("52:54:00:77:00:10", ether), ("fbsd132", name), ("fbsd151", name), ("LVSRS", "GENERIC")] {
      text = text.replacing(old, with: new)
    }
    return text
  }
}
