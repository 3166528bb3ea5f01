/// Inputs of a subject in a text file, one a line.
///
/// Printable ASCII stands for itself but for the backslash, all else is `\n`, `\r`, `\t`, `\\` or `\xHH`. An empty line is
/// none, and one that begins with `#` is a remark: an input that begins so is written `\x23…`. The empty input is in no
/// file: everybody tries it anyway.
enum InputFile {
  /// The inputs of a file.
  /// - Throws: `Violation` for an escape that is not one of these.
  static func inputs(in text: String) throws(Violation) -> [[UInt8]] {
    var inputs: [[UInt8]] = []
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      inputs.append(try bytes(of: line))
    }
    return inputs
  }

  /// The line of an input.
  static func line(_ input: [UInt8]) -> String {
    var line = ""
    for (place, byte) in input.enumerated() {
      switch byte {
      case UInt8(ascii: "\n"): line += "\\n"
      case UInt8(ascii: "\r"): line += "\\r"
      case UInt8(ascii: "\t"): line += "\\t"
      case UInt8(ascii: "\\"): line += "\\\\"
      case UInt8(ascii: "#") where place == 0: line += hexadecimal(byte)
      case 0x20..<0x7F: line.unicodeScalars.append(Unicode.Scalar(byte))
      default: line += hexadecimal(byte)
      }
    }
    return line
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func bytes(of line: Substring.UTF8View) throws(Violation) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = line
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "x"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        guard digits.utf8.count == 2, digits.first != "+", let byte = UInt8(digits, radix: 16) else { fallthrough }
        bytes.append(byte)
        rest = rest.dropFirst(2)
      default: throw Violation("no such escape: \(String(decoding: line, as: UTF8.self))")
      }
    }
    return bytes
  }
}
