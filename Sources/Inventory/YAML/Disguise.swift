/// An inventory's text as Yams gets to see it: some characters have others in their place, one for one.
///
/// - `&` becomes `!`: an anchor is a tag then, which names nothing.
/// - `*` becomes a character for private use: an alias is a plain word then, which stands for nothing.
/// - The first letter of a line becomes a character for private use, each time another one: keys that are there twice
///   differ then. Where there are several on one line, `hideKey` does the same for those that Yams complains of.
///
/// Every place stays what it is, and `lifted` gives a word its own text back.
struct Disguise {
  private let original: SourceText
  private var scalars: [Unicode.Scalar]
  private var hidden: UInt32 = 0

  private static let alias: Unicode.Scalar = "\u{E000}"
  private static let firstHidden: Unicode.Scalar = "\u{F0000}"
  private static let indicators = Set("-?:,[]{}#&*!|>'\"%@`\\".unicodeScalars)

  init(_ original: SourceText) {
    self.original = original
    scalars = original.scalars
    var isIndentation = true
    for offset in scalars.indices {
      switch scalars[offset] {
      case "&": scalars[offset] = "!"
      case "*": scalars[offset] = Self.alias
      case "a"..."z", "A"..."Z", "0"..."9": if isIndentation { hide(offset) }
      default: break
      }
      isIndentation = isIndentation && scalars[offset] == " " || scalars[offset] == "\n" || scalars[offset] == "\r"
    }
  }

  var text: String { Self.string(scalars[...]) }

  /// Makes a key differ from all others; false if its first letter means something to YAML.
  mutating func hideKey(at place: Place) -> Bool {
    let quote = original.offset(of: place)
    guard quote < scalars.count else { return false }
    let offset = scalars[quote] == "\"" || scalars[quote] == "'" ? quote + 1 : quote
    guard offset < scalars.count, scalars[offset] > " ", !Self.indicators.contains(scalars[offset]) else {
      return false
    }
    return hide(offset)
  }

  /// The text that stands in the file where Yams read this one; nil if lines were joined or escapes resolved in it, and
  /// nobody can tell.
  func lifted(_ text: String, at place: Place, isQuoted: Bool) -> String? {
    guard text.unicodeScalars.contains(where: Self.isSubstitute) else { return text }
    let start = original.offset(of: place) + (isQuoted ? 1 : 0)
    let end = start + text.unicodeScalars.count
    guard end <= scalars.count, scalars[start..<end].elementsEqual(text.unicodeScalars) else { return nil }
    return Self.string(original.scalars[start..<end])
  }

  @discardableResult
  private mutating func hide(_ offset: Int) -> Bool {
    guard let substitute = Unicode.Scalar(Self.firstHidden.value + hidden) else { return false }
    hidden += 1
    scalars[offset] = substitute
    return true
  }

  private static func isSubstitute(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "!" || scalar == alias || scalar >= firstHidden
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
