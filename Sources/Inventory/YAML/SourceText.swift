import Model

/// The characters of an inventory, free of what no YAML comes after: too many of them, other encodings, control
/// characters, tabs as indentation.
struct SourceText {
  let scalars: [Unicode.Scalar]
  private let lineStarts: [Int]

  /// The most bytes that an inventory may have.
  static let limit = 1 << 20

  /// Reads the bytes, or reports all that is wrong with them.
  init?(_ bytes: some Collection<UInt8>, report: Report) {
    guard bytes.count <= Self.limit else {
      report.error(
        at: .start, "the file has \(bytes.count) bytes, and an inventory has at most \(Self.limit)",
        "look whether it is the right file")
      return nil
    }
    let (scalars, isComplete) = Self.decoded(bytes)
    self.scalars = scalars
    lineStarts = Self.lineStarts(in: scalars)
    let problems = TextProblems(in: scalars).found + (isComplete ? [] : [Self.notUTF8(at: scalars.count)])
    for problem in problems { report.error(at: place(at: problem.offset), problem.mistake) }
    guard problems.isEmpty else { return nil }
  }

  /// The place of a character.
  func place(at offset: Int) -> Place {
    let line = lineStarts.partitioningIndex { $0 > offset } - 1
    return Place(line: line + 1, column: offset - lineStarts[line] + 1)
  }

  /// The index of the character at a place; the text's end for a place beyond it.
  func offset(of place: Place) -> Int {
    guard place.line <= lineStarts.count else { return scalars.count }
    return min(lineStarts[place.line - 1] + place.column - 1, scalars.count)
  }

  /// The place itself, or the text's end for one beyond it: where libyaml misses something at the end of a text whose
  /// last line does not end, it means the line after.
  func within(_ place: Place) -> Place { self.place(at: offset(of: place)) }

  /// The characters of a line, its end included.
  func line(_ number: Int) -> Range<Int> {
    guard number <= lineStarts.count else { return scalars.count..<scalars.count }
    return lineStarts[number - 1]..<(number < lineStarts.count ? lineStarts[number] : scalars.count)
  }

  /// The characters up to the first byte that is not UTF-8, without a byte order mark, and whether that was all.
  private static func decoded(_ bytes: some Collection<UInt8>) -> ([Unicode.Scalar], isComplete: Bool) {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\u{FEFF}") where scalars.isEmpty: continue
      case .scalarValue(let scalar): scalars.append(scalar)
      case .emptyInput: return (scalars, true)
      case .error: return (scalars, false)
      }
    }
  }

  private static func notUTF8(at offset: Int) -> TextProblems.Problem {
    .init(offset: offset, mistake: Mistake("this byte is not UTF-8", "save the file in UTF-8"))
  }

  /// Where lines start: after LF, CR and CRLF, as libyaml counts.
  private static func lineStarts(in scalars: [Unicode.Scalar]) -> [Int] {
    var starts = [0]
    for (index, scalar) in scalars.enumerated() {
      let isSplit = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
      if scalar == "\n" || scalar == "\r" && !isSplit { starts.append(index + 1) }
    }
    return starts
  }
}

extension Array {
  /// The index of the first element of which the predicate holds, where it holds of all that follow.
  fileprivate func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = predicate(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
