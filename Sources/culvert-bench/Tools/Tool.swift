import Foundation

/// Something that is measured on a fleet.
struct Tool {
  let name: String
  let work: Work
  /// The program and its arguments; it is run in a fleet's home.
  let words: [String]
  var environment: [String: String] = [:]
  let version: String
  /// Whether it prints the hosts' answers, so that they can be counted; of others the exit status says that they have them.
  var printsAnswers = false

  /// What is done on the hosts.
  enum Work: String, Codable {
    /// They are asked how they are, and answer.
    case look
    /// They are bare, and get all that the inventory asks for.
    case bringUp
  }

  /// How many hosts are spoken to at once, by all of them.
  static let fanout = 64

  /// The least that SSH costs, and culvert.
  static func own() throws -> [Tool] {
    let culvert = try Programs.culvert.path
    let version = try Programs.output(of: [culvert, "--version"])
    func verb(_ name: String, _ work: Work, _ words: String...) -> Tool {
      Tool(
        name: name, work: work, words: [culvert] + words + ["--fanout", String(fanout)], version: version
      )
    }
    let floor = [try Programs.own.path, "fan", "--fanout", String(fanout)]
    return [
      Tool(name: floorName, work: .look, words: floor, version: version),
      verb("culvert drift", .look, "drift"), verb("culvert plan", .look, "plan"),
      verb("culvert up, nothing to do", .look, "up", "--yes"), verb("culvert up", .bringUp, "up", "--yes"),
    ]
  }

  /// The name of what all others are compared with.
  static let floorName = "floor"

  /// The peers that are installed in this folder, each in a virtual environment of its own.
  static func peers(in folder: URL) throws -> [Tool] { try Peer.allCases.flatMap { try $0.tools(in: folder) } }
}
