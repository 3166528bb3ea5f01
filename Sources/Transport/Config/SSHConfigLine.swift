/// The words of a line of an ssh_config(5) file.
struct SSHConfigLine {
  /// In lower case.
  let keyword: String
  /// Nil if a quote does not close.
  let arguments: [String]?
  /// All that follows the keyword, as it stands.
  let rest: String

  /// Reads a line; nil for an empty one or a comment.
  init?(_ line: Substring) {
    let text = line.drop(while: \.isWhitespace)
    guard let first = text.first, first != "#" else { return nil }
    let word = text.prefix { !$0.isWhitespace && $0 != "=" }
    // One `=` may stand between the keyword and its arguments.
    var rest = text.dropFirst(word.count).drop(while: \.isWhitespace)
    if rest.first == "=" { rest = rest.dropFirst().drop(while: \.isWhitespace) }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    keyword = word.lowercased()
    arguments = Self.words(of: rest)
    self.rest = String(rest)
  }

  /// The words, with quotes and backslashes taken off as argv_split (OpenSSH, misc.c) does, up to a comment; nil if a
  /// quote does not close.
  private static func words(of text: Substring) -> [String]? {
    var words: [String] = []
    // Appended to in place: a copy for each character would make a long line slow.
    var word = ""
    var isWord = false
    var quote: Character?
    var characters = text
    while let character = characters.popFirst() {
      if character == "\\", let next = characters.first, isEscaped(next, within: quote) {
        word.append(next)
        isWord = true
        characters = characters.dropFirst()
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        isWord = true
      } else if character == " " || character == "\t" {
        if isWord { words.append(word) }
        (word, isWord) = ("", false)
      } else if character == "#", !isWord {
        return words
      } else {
        word.append(character)
        isWord = true
      }
    }
    if isWord { words.append(word) }
    return quote == nil ? words : nil
  }

  private static func isEscaped(_ character: Character, within quote: Character?) -> Bool {
    ["'", "\"", "\\"].contains(character) || (quote == nil && character == " ")
  }
}
