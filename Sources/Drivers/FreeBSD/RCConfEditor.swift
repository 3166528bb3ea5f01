import Model

/// Changes rc.conf(5) where culvert's part is, and nowhere else.
///
/// Whatever it adds it can take out again to the byte: a line that culvert wrote ends in its comment, and a word in
/// somebody else's list comes with one blank before it. Every change is read again before the next is made.
struct RCConfEditor {
  private(set) var conf: RCConf

  init(_ conf: RCConf) { self.conf = conf }

  /// What a line of culvert's ends in.
  private static let mark = " # culvert"

  // MARK: - Variables

  /// Sets a variable of culvert's own, where it is set already or in a new line at the end of /etc/rc.conf.
  mutating func set(_ name: String, to value: String) throws(RCConfProblem) {
    guard let old = conf.last(name) else { return try append(name, value) }
    if old.value == value { return }
    guard let range = old.word.valueRange else { return }
    let quote = conf.files[old.file].bytes[range].first == UInt8(ascii: "'") ? "'" : "\""
    try conf.replace(range, of: old.file, with: "\(quote)\(value)\(quote)".utf8)
  }

  /// Takes the lines of a variable out, all of them.
  mutating func remove(_ name: String) throws(RCConfProblem) {
    while let assignment = conf.last(name) {
      guard assignment.statement.words.count == 1,
        let lines = conf.files[assignment.file].ownLines(of: assignment.statement)
      else { throw conf.problem(assignment, .sharedLine(name)) }
      try conf.replace(lines, of: assignment.file, with: [])
    }
  }

  private mutating func append(_ name: String, _ value: String) throws(RCConfProblem) {
    let file = conf.files[0]
    try checkEnd(of: file)
    let line = "\(name)=\"\(value)\"\(Self.mark)"
    let isWhole = file.bytes.last == UInt8(ascii: "\n") || file.bytes.isEmpty
    let end = file.endsLinesWithReturns ? "\r\n" : "\n"
    try conf.replace(
      file.bytes.count..<file.bytes.count, of: 0, with: (isWhole ? line + end : "\n" + line).utf8)
  }

  /// A last line that goes on would take culvert's with it.
  private func checkEnd(of file: RCConfFile) throws(RCConfProblem) {
    let newline = UInt8(ascii: "\n")
    let text = file.bytes.last == newline ? file.bytes.dropLast() : file.bytes[...]
    guard text.last == UInt8(ascii: "\\") else { return }
    let place = FilePlace(file.path, line: file.line(of: text.endIndex - 1))
    throw RCConfProblem(place: place, fault: .unfinishedLine)
  }

  // MARK: - Words in shared lists

  /// Puts a word at the end of a list.
  mutating func add(_ word: String, to list: String) throws(RCConfProblem) {
    guard let old = conf.last(list) else { return try append(list, word) }
    try checkList(old)
    if (old.words ?? []).contains(where: { $0.prefix { $0 != ":" } == word }) { return }
    guard let range = old.word.valueRange else { return }
    let text = conf.files[old.file].bytes[range]
    let quoted = text.last.map { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") } ?? false
    // `lo1""` keeps its two quotes, which inside them would look like those that came with the word.
    let endsInEmptyQuotes = text.count > 2 && text.suffix(2).elementsEqual("\"\"".utf8)
    if quoted, !endsInEmptyQuotes {
      // The value may be empty and the text not: a variable that is not set must not grow by the word.
      try insert(text.count == 2 ? word : " " + word, at: range.upperBound - 1, of: old.file)
    } else {
      try insert(text.isEmpty ? word : "\" \(word)\"", at: range.upperBound, of: old.file)
    }
  }

  private mutating func insert(_ text: String, at place: Int, of file: Int) throws(RCConfProblem) {
    try conf.replace(place..<place, of: file, with: text.utf8)
  }

  /// Only a list whose value is plain to see is edited.
  private func checkList(_ list: RCConf.Assignment) throws(RCConfProblem) {
    guard let value = list.value else { throw conf.problem(list, .unknownValue(list.name)) }
    if value.utf8.last == UInt8(ascii: "\r") { throw conf.problem(list, .carriageReturn(list.name)) }
    let harmless = Set(" \t\n._:/,=-".utf8)
    guard value.utf8.allSatisfy({ harmless.contains($0) || RCConfLexer.isNameByte($0) }) else {
      throw conf.problem(list, .oddCharacters(list.name))
    }
    // A backslash that continues the line is no part of the value; any other would be.
    let text = Array(conf.files[list.file].bytes[list.word.valueRange ?? 0..<0])
    for (place, byte) in text.enumerated() where byte == UInt8(ascii: "\\") {
      guard place + 1 < text.count, text[place + 1] == UInt8(ascii: "\n") else {
        throw conf.problem(list, .backslash(list.name))
      }
    }
  }

  /// Takes a word out of a list, wherever the list is set.
  mutating func remove(_ word: String, from list: String) throws(RCConfProblem) {
    while let found = place(of: word, in: list) {
      try checkList(found.assignment)
      try conf.replace(found.range, of: found.assignment.file, with: [])
    }
    while let own = conf.assignments.first(where: { $0.name == list && isLeftover($0) }),
      let lines = conf.files[own.file].ownLines(of: own.statement)
    {
      try conf.replace(lines, of: own.file, with: [])
    }
  }

  /// A list that culvert made and that has no word any more.
  private func isLeftover(_ list: RCConf.Assignment) -> Bool {
    let text = String(decoding: conf.files[list.file].bytes[list.statement.range], as: UTF8.self)
    let line = text.utf8.last == UInt8(ascii: "\r") ? String(text.utf8.dropLast()) ?? text : text
    return list.words?.isEmpty == true && list.statement.words.count == 1 && line == "\(list.name)=\"\"\(Self.mark)"
  }

  /// The bytes of a word in a list, with what came along with it.
  private func place(of word: String, in list: String) -> (assignment: RCConf.Assignment, range: Range<Int>)? {
    for assignment in conf.assignments where assignment.name == list {
      let file = conf.files[assignment.file]
      guard let value = assignment.word.valueRange, let found = file.words(word, in: value).last else { continue }
      return (assignment, extent(of: found, in: value, of: file.bytes))
    }
    return nil
  }

  private func extent(of found: Range<Int>, in value: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    func isBlank(_ place: Int) -> Bool { value.contains(place) && (bytes[place] == 32 || bytes[place] == 9) }
    func isQuote(_ place: Int) -> Bool { value.contains(place) && bytes[place] == UInt8(ascii: "\"") }
    var (start, end) = (found.lowerBound, found.upperBound)
    // `gif0:sticky`
    if value.contains(end), bytes[end] == UInt8(ascii: ":") {
      while value.contains(end), !isBlank(end), !isQuote(end), bytes[end] != UInt8(ascii: "'") { end += 1 }
    }
    if isBlank(start - 1) { start -= 1 } else if isBlank(end) { end += 1 }
    // `lo1" gif0"`: quotes that came with the word to a value without.
    if isQuote(start - 1), isQuote(end), start - 1 > value.lowerBound { return start - 1..<end + 1 }
    return start..<end
  }
}
