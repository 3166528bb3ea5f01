import Foundation

/// Something that is measured on a fleet.
struct Tool {
  let name: String
  /// The program and its arguments; it is run in a home with `culvert.yml`, `hosts` and the key and known_hosts of SSH.
  let words: [String]
  var environment: [String: String] = [:]
  let version: String
  /// Whether it prints the hosts' answers, so that they can be counted; culvert's exit status says that it has them all.
  var printsAnswers = false

  /// How many hosts are spoken to at once, by all of them.
  static let fanout = 64

  /// The least that SSH costs, and culvert.
  static func own() throws -> [Tool] {
    let culvert = try Programs.culvert.path
    func verb(_ words: String...) -> Tool {
      Tool(
        name: "culvert \(words[0])", words: [culvert] + words + ["--fanout", String(fanout)], version: "beside this one"
      )
    }
    return [
      Tool(
        name: "floor", words: [try Programs.own.path, "fan", "--fanout", String(fanout)], version: "culvert's transport"
      ),
      verb("drift"), verb("plan"), verb("up", "--yes"),
    ]
  }

  /// The peers that are installed in this folder, each in a virtual environment of its own.
  static func peers(in folder: URL) throws -> [Tool] { try Peer.allCases.compactMap { try $0.tool(in: folder) } }
}

/// A tool that others have made for such work.
enum Peer: String, CaseIterable {
  case parallelSSH = "parallel-ssh"
  case asyncSSH = "asyncssh"
  case pyinfra
  case ansible = "ansible-core"

  /// The tool, or nil where it is not installed.
  fileprivate func tool(in folder: URL) throws -> Tool? {
    let environment = folder.appending(path: rawValue)
    let python = environment.appending(path: "bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else { return nil }
    let (words, variables) = try command(environment.path, python)
    return Tool(
      name: rawValue, words: words, environment: variables, version: try version(python), printsAnswers: true)
  }

  private func command(_ environment: String, _ python: String) throws -> ([String], [String: String]) {
    let width = String(Tool.fanout)
    switch self {
    case .parallelSSH: return ([python, "-c", Self.text(PackageResources.parallel_ssh_py), width], [:])
    case .asyncSSH: return ([python, "-c", Self.text(PackageResources.asyncssh_py), width], [:])
    case .pyinfra:
      return (
        [
          "\(environment)/bin/pyinfra", "-y", "--parallel", width, "--ssh-user", "root", "--ssh-key",
          ".ssh/id_ed25519", "hosts.py", "exec", "--", "probe",
        ], [:]
      )
    case .ansible:
      return (
        ["\(environment)/bin/ansible", "all", "-i", "hosts", "-u", "root", "-m", "raw", "-a", "probe", "-f", width],
        ["ANSIBLE_LOCAL_TEMP": ".ansible", "ANSIBLE_NOCOLOR": "1"]
      )
    }
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private func version(_ python: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(component: "culvert-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let asked = "import importlib.metadata as m; print(m.version('\(rawValue)'))"
    let ran = try Child([python, "-c", asked], environment: [:], output: file.path).wait()
    let said = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    guard ran.status == 0 else { throw BenchError("\(rawValue) is not whole: \(said)") }
    return said
  }
}
