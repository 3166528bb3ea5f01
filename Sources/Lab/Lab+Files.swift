import Foundation

extension Lab {
  /// The lab's private key, as a path inside the lab.
  package var keyPath: String { LabFiles.key }

  /// The host keys of all guests, by name and address, unhashed; a path inside the lab.
  package var knownHostsPath: String { LabFiles.knownHosts }

  /// Options for OpenSSH (`ssh -F`) that make `ssh lb1` work; a path inside the lab.
  package var sshConfigPath: String { LabFiles.sshConfig }

  /// Home of the controller's commands, a directory inside the lab.
  package var homePath: String { LabFiles.home }

  /// The address for clients, which the lab leads to the first director.
  package var vip: String { addresses.vip() }

  /// A guest's address.
  package func address(of host: String) throws -> String {
    let name = try spec.guest(host).name
    return addresses.places.first { $0.name == name }?.address ?? ""
  }

  /// Writes a file that the controller's commands see; a relative path is below their home.
  ///
  /// - Returns: its absolute path inside the lab.
  @discardableResult
  package func writeFile(_ path: String, _ text: String) throws -> String {
    try files.write(text, to: absolute(path))
    return absolute(path)
  }

  /// Reads a file as the controller's commands see it; a relative path is below their home.
  package func readFile(_ path: String) throws -> String { try files.read(absolute(path)) }

  private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : LabFiles.home + "/" + path }

  /// Variables that tell a command in the lab where everything is.
  package var environment: [String: String] {
    var variables = [
      "CULVERT_LAB": spec.name, "CULVERT_LAB_TOPOLOGY": spec.topology.rawValue, "CULVERT_LAB_VIP": vip,
      "CULVERT_LAB_CLIENT": addresses.client, "CULVERT_LAB_KEY": keyPath, "CULVERT_LAB_KNOWN_HOSTS": knownHostsPath,
      "CULVERT_LAB_SSH_CONFIG": sshConfigPath, "CULVERT_LAB_HOME": homePath,
      "CULVERT_LAB_HOSTS": spec.guests.map(\.name).joined(separator: " "),
    ]
    for place in addresses.places { variables["CULVERT_LAB_" + place.name.uppercased()] = place.address }
    return variables
  }

  /// The environment of commands in the lab: this process's, but with the lab's home and variables, without its agent.
  package var processEnvironment: [String: String] {
    var result = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    result["HOME"] = homePath
    result["SSH_AUTH_SOCK"] = nil
    result["PATH"] = (result["PATH"].map { $0 + ":" } ?? "") + "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
    return result
  }
}
