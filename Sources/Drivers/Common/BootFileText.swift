import Model

/// Reads the boot files of a probe, each in a section `file:PATH`, besides what is known of others.
/// - Throws: `ProbeError`, as `bootFile` does, and where a section names no path.
func bootFiles(
  _ output: ProbeOutput, besides known: [HostPath: BootFile] = [:]
) throws(ProbeError) -> [HostPath: BootFile] {
  var files = known
  for section in output.sections where section.name.hasPrefix("file:") {
    guard let path = try? HostPath(String(section.name.dropFirst("file:".count))) else {
      throw .unreadable(section: section.name, line: section.name, reason: "it names no path")
    }
    files[path] = try bootFile(section)
  }
  return try files.merging(unsafeFolders(output)) { $1 }
}

/// The folders above boot files that others than root can change (`cv_folders` in files.sh): `folder MODE PATH`.
private func unsafeFolders(_ output: ProbeOutput) throws(ProbeError) -> [HostPath: BootFile] {
  guard let section = output.sections.first(where: { $0.name == "folders" }) else { return [:] }
  var folders: [HostPath: BootFile] = [:]
  for line in section.lines {
    let words = textWords(line, maxSplits: 2)
    guard words.count == 3, words[0] == "folder", let mode = mode(words[1]), words[2].hasPrefix("/") else {
      throw .unreadable(section: "folders", line: String(line), reason: "it is not a folder, its mode and its path")
    }
    // The root itself is no path that culvert could correct.
    guard let path = try? HostPath(String(words[2])) else { continue }
    folders[path] = .folder(mode: mode)
  }
  return folders
}

/// Reads the agent's description of a boot file (`cv_file_state` in files.sh).
/// - Throws: `ProbeError.unreadable`, or `ProbeError.failed` if the file could not be read to its end.
/// - Returns: The file, or nil where there is none.
func bootFile(_ section: ProbeOutput.Section) throws(ProbeError) -> BootFile? {
  let lines = try section.succeeded().lines
  let words = textWords(lines.first ?? "", maxSplits: 1)
  switch (words.first, words.count, lines.count) {
  case ("absent", 1, 1): return nil
  case ("other", 1, 1): return .other("neither a file nor a link")
  case ("link", 2, 1): return .link(target: String(words[1]))
  case ("regular", 2, _):
    guard let mode = mode(words[1]) else { break }
    return .regular(content: try bytes(lines.dropFirst(), section: section.name), mode: mode)
  default: break
  }
  throw .unreadable(section: section.name, line: String(lines.first ?? ""), reason: "it describes no file")
}

/// Permission bits in octal, 0 to 7777; behind a colon the user id of an owner who is not root.
private func mode(_ text: Substring) -> FileMode? {
  let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
  guard let digits = parts.first, digits.first?.isNumber == true, let bits = UInt16(digits, radix: 8), bits <= 0o7777
  else { return nil }
  guard parts.count == 2 else { return FileMode(bits) }
  return decimal(parts[1], below: 1 << 32).map { FileMode(bits, owner: UInt32($0)) }
}

/// The bytes that od(1) printed as pairs of hexadecimal digits.
private func bytes(_ lines: ArraySlice<Substring>, section: String) throws(ProbeError) -> [UInt8] {
  var bytes: [UInt8] = []
  // Two digits and a blank for each.
  bytes.reserveCapacity(lines.reduce(0) { $0 + $1.utf8.count } / 3 + 1)
  for var line in lines {
    guard line.withUTF8({ append(pairsOf: $0, to: &bytes) }) else {
      throw .unreadable(section: section, line: String(line), reason: "these are not bytes in hexadecimal")
    }
  }
  return bytes
}

/// Adds what pairs of digits with blanks between them stand for; false where a line has anything else.
private func append(pairsOf line: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
  var (high, digits): (UInt8, Int) = (0, 0)
  for character in line {
    if character == UInt8(ascii: " ") {
      if digits == 1 { return false }
      digits = 0
    } else if let value = hexadecimal(character), digits < 2 {
      if digits == 0 { high = value } else { bytes.append(high << 4 | value) }
      digits += 1
    } else {
      return false
    }
  }
  return digits != 1
}

/// The value of a hexadecimal digit.
private func hexadecimal(_ digit: UInt8) -> UInt8? {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
  default: nil
  }
}
