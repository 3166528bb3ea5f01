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
    guard let fields = parsableFields(line), fields.count == 5, fields[1].utf8.allSatisfy(isPlain) else {
      throw InvalidValue(kind: "line", text: String(line), reason: "it is no line of 'dladm show-iptun'")
    }
    let encapsulation: Encapsulation = fields[1] == "ipv4" ? .ipip : .other(fields[1])
    return (
      try InterfaceName(fields[0]),
      Line(
        encapsulation: encapsulation, local: try end(fields[3], of: encapsulation),
        remote: try end(fields[4], of: encapsulation), isImplicit: fields[2].contains("i"))
    )
  }

  /// A type is a word of letters and digits.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
  }

  /// An end that is not set is an empty field.
  ///
  /// The store may have an end as a host's name: nobody has looked it up yet, and it is no address of culvert's.
  private static func end(_ field: String, of encapsulation: Encapsulation) throws(InvalidValue) -> IPAddress? {
    if field.isEmpty || field == "--" { return nil }
    if let address = try? IPAddress(field) { return address.text == "0.0.0.0" || address.text == "::" ? nil : address }
    if encapsulation == .ipip { _ = try SSHAddress(field) }
    return nil
  }
}
