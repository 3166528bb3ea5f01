import Model

/// Reads the agent's description of a boot file (`cv_file_state` in agent.sh).
/// - Throws: `ProbeError.unreadable`.
/// - Returns: The file, or nil where there is none.
func bootFile(_ section: ProbeOutput.Section) throws(ProbeError) -> BootFile? {
  let lines = section.text.split(separator: "\n")
  let words = (lines.first ?? "").split(separator: " ", maxSplits: 1)
  switch (words.first, words.count) {
  case ("absent", 1): return nil
  case ("other", 1): return .other("neither a file nor a link")
  case ("link", 2): return .link(target: String(words[1]))
  case ("regular", 2):
    guard let mode = UInt16(words[1], radix: 8) else { break }
    return .regular(content: try bytes(lines.dropFirst(), section: section.name), mode: FileMode(mode))
  default: break
  }
  throw .unreadable(section: section.name, line: String(lines.first ?? ""), reason: "it describes no file")
}

/// The bytes that od(1) printed as pairs of hexadecimal digits.
private func bytes(_ lines: ArraySlice<Substring>, section: String) throws(ProbeError) -> [UInt8] {
  var bytes: [UInt8] = []
  for line in lines {
    for word in line.split(separator: " ") {
      guard word.utf8.count == 2, let byte = UInt8(word, radix: 16) else {
        throw .unreadable(section: section, line: String(line), reason: "these are not bytes in hexadecimal")
      }
      bytes.append(byte)
    }
  }
  return bytes
}
