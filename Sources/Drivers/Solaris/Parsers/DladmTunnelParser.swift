import Model

/// Reads `dladm show-iptun [-P] -p -o link,type,flags,local,remote`.
///
///     lvstun0:ipv4:--:192.168.5.11:192.168.5.1
enum DladmTunnelParser {
  /// What one line says.
  struct Line: Hashable {
    var encapsulation: Encapsulation
    var local: IPAddress?
    var remote: IPAddress?
    /// ifconfig made it by itself (flag `i`); it goes when the last IP interface on it goes.
    var isImplicit: Bool
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [InterfaceName: Line] {
    var lines: [InterfaceName: Line] = [:]
    for line in try output.lines(section) {
      do {
        let (name, tunnel) = try parse(line)
        lines[name] = tunnel
      } catch {
        throw .unreadable(section: section, line: String(line), reason: error.reason)
      }
    }
    return lines
  }

  private static func parse(_ line: Substring) throws(InvalidValue) -> (InterfaceName, Line) {
    guard let fields = parsableFields(line), fields.count == 5, let encapsulation = encapsulation(fields[1]),
      fields[2].utf8.count == 2, fields[2].utf8.allSatisfy(Set("si-".utf8).contains)
    else {
      throw InvalidValue(kind: "line", text: String(line), reason: "it is no line of 'dladm show-iptun'")
    }
    return (
      try InterfaceName(fields[0]),
      Line(
        encapsulation: encapsulation, local: try end(fields[3]), remote: try end(fields[4]),
        isImplicit: fields[2].contains("i"))
    )
  }

  private static func encapsulation(_ type: String) -> Encapsulation? {
    switch type {
    case "ipv4": .ipip
    case "ipv6", "6to4": .other(type)
    default: nil
    }
  }

  /// An end that is not set is an empty field.
  ///
  /// The store may have an end as a host's name: nobody has looked it up yet, and it is no address of culvert's.
  private static func end(_ field: String) throws(InvalidValue) -> IPAddress? {
    if field.isEmpty || field == "--" { return nil }
    if let address = try? IPAddress(field) { return address.text == "0.0.0.0" || address.text == "::" ? nil : address }
    _ = try SSHAddress(field)
    return nil
  }
}
