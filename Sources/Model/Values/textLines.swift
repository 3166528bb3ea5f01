/// The lines of a text, without what ends them; the empty ones are left out unless they are asked for.
///
/// A carriage return stays with its line: to Swift it is one character with the newline after it, at which
/// `split(separator: "\n")` would not split.
package func textLines(_ text: String, keepsEmpty: Bool = false) -> [Substring] {
  text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: !keepsEmpty).map(Substring.init)
}
