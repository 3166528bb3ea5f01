import Model

/// How far the parsers look: strict about lines that a decision of culvert's rests on, blind to all others.
///
/// A host has objects of other programs, in words that culvert has never seen. A line that no rule here speaks of is passed over,
/// and what a line says of an object of culvert's own has to be understood.
extension ProbeOutput {
  /// The lines of a list that ip(8) printed: those after the last time that it was asked again (linux_dump in linux-probe.sh).
  /// - Throws: `ProbeError`, as `lines(_:)`.
  func dumpedLines(_ section: String) throws(ProbeError) -> ArraySlice<Substring> {
    let lines = try lines(section)
    guard let again = lines.lastIndex(of: "%again") else { return lines[...] }
    return lines[(again + 1)...]
  }
}

/// Whether a name is one that culvert gives its interfaces.
func isOwnInterfaceName(_ name: some StringProtocol) -> Bool { name.hasPrefix("lvs-") || name.hasPrefix("tun-") }
