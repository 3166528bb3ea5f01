import Foundation

/// A tool that others have made for such work, by the name of its package.
enum Peer: String, CaseIterable {
  case parallelSSH = "parallel-ssh"
  case asyncSSH = "asyncssh"
  case pyinfra
  case ansible = "ansible-core"

  /// What it does here; nothing where it is not installed.
  func tools(in folder: URL) throws -> [Tool] {
    let environment = folder.appending(path: rawValue)
    let python = environment.appending(path: "bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else { return [] }
    let version = try Programs.output(
      of: [python, "-c", "import importlib.metadata as m; print(m.version('\(rawValue)'))"])
    var tools = [
      Tool(
        name: rawValue, work: .look, words: looking(environment.path, python), environment: variables,
        version: version, printsAnswers: true)
    ]
    if let words = bringingUp(environment.path, python) {
      tools.append(
        Tool(name: "\(rawValue), bring-up", work: .bringUp, words: words, environment: variables, version: version))
    }
    return tools
  }

  private var width: String { String(Tool.fanout) }

  private func looking(_ environment: String, _ python: String) -> [String] {
    switch self {
    case .parallelSSH: [python, "-c", Self.text(PackageResources.parallel_ssh_py), width]
    case .asyncSSH: [python, "-c", Self.text(PackageResources.asyncssh_py), width]
    case .pyinfra: pyinfra(environment) + ["hosts.py", "exec", "--", "probe"]
    case .ansible:
      ["\(environment)/bin/ansible", "all", "-i", "hosts", "-u", "root", "-m", "raw", "-a", "probe", "-f", width]
    }
  }

  /// Nil for those that only run commands.
  private func bringingUp(_ environment: String, _ python: String) -> [String]? {
    switch self {
    case .parallelSSH, .asyncSSH: nil
    case .pyinfra: pyinfra(environment) + ["errands.py", "bring-up.py"]
    case .ansible:
      [
        "\(environment)/bin/ansible-playbook", "-i", "errands.json", "-u", "root", "-f", width, "-e",
        "ansible_python_interpreter=\(python)", "bring-up.yml",
      ]
    }
  }

  private func pyinfra(_ environment: String) -> [String] {
    ["\(environment)/bin/pyinfra", "-y", "--parallel", width, "--ssh-user", "root", "--ssh-key", ".ssh/id_ed25519"]
  }

  private var variables: [String: String] {
    guard self == .ansible else { return [:] }
    return [
      "ANSIBLE_LOCAL_TEMP": ".ansible", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_PIPELINING": "1",
      "ANSIBLE_SSH_ARGS": "-F ssh_config -o ControlMaster=auto -o ControlPersist=60s",
    ]
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
