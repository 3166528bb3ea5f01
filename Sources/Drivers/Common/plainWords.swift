import Model

/// The words of a line of ip(8) or tc(8), of which commands for people are made; nil where it has a character that these
/// do not print: all is ASCII, and there is a tab before each `nexthop`.
func plainWords(_ line: Substring) -> [String]? {
  guard line.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == UInt8(ascii: "\t") }) else { return nil }
  return textWords(line, orTabs: true).map(String.init)
}
