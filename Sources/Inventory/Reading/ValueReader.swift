import Model

/// How the text of a value becomes a value.
struct ValueReader<Value> {
  let read: (YAMLScalar) throws(Mistake) -> Value

  init(_ read: @escaping (YAMLScalar) throws(Mistake) -> Value) { self.read = read }
}

extension ValueReader where Value: TextValue {
  /// Any text that the type takes.
  static var text: ValueReader {
    ValueReader { scalar throws(Mistake) in
      do throws(InvalidValue) { return try Value(scalar.text) } catch { throw Mistake(error) }
    }
  }

  /// Any text that the type takes and that is a word to every reader of YAML.
  static var name: ValueReader {
    ValueReader { scalar throws(Mistake) in
      let value = try text.read(scalar)
      guard !scalar.isQuoted, let meaning = yamlMeaning(of: scalar.text) else { return value }
      throw Mistake("\(quoted(scalar.text)) is \(meaning) in YAML, not a name", "put it in quotes if it is the name")
    }
  }
}

extension ValueReader where Value == Int {
  /// A whole number in decimal digits.
  static func number(_ kind: String, _ range: ClosedRange<Int>, unit: String? = nil) -> ValueReader {
    ValueReader { scalar throws(Mistake) in
      guard let number = decimal(scalar.text, below: range.upperBound + 1), range.contains(number) else {
        let measure = unit.map { " of \($0)" } ?? ""
        throw Mistake(
          "\(quoted(scalar.text)) is not a valid \(kind)",
          "it is a whole number\(measure) from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }
}

extension ValueReader {
  /// One of some words; `refused` are words in lower case that are known and not taken, with the way out.
  static func choice(
    _ kind: String, _ words: KeyValuePairs<String, Value>,
    refused: @autoclosure @escaping () -> [String: String] = [:]
  ) -> ValueReader {
    choice(kind, words.map { ($0.key, $0.value) }, refused: refused())
  }

  /// One of some words that the program has in a list.
  static func choice(
    _ kind: String, _ words: [(text: String, value: Value)],
    refused: @autoclosure @escaping () -> [String: String] = [:]
  ) -> ValueReader {
    ValueReader { scalar throws(Mistake) in
      if let word = words.first(where: { $0.text == scalar.text }) { return word.value }
      if let reason = refused()[scalar.text.lowercased()] {
        throw Mistake("the \(kind) \(quoted(scalar.text)) is not supported", reason)
      }
      throw Mistake(
        "\(quoted(scalar.text)) is not a valid \(kind)", advice(for: scalar.text, among: words.map(\.text)))
    }
  }
}

extension ValueReader where Value: CaseIterable & RawRepresentable<String> {
  /// One of the words of an enumeration.
  static func choice(
    _ kind: String, refused: @autoclosure @escaping () -> [String: String] = [:]
  ) -> ValueReader {
    choice(kind, Value.allCases.map { ($0.rawValue, $0) }, refused: refused())
  }
}

extension Mistake {
  init(_ error: InvalidValue) {
    self.init("\(quoted(error.text)) is not a valid \(error.kind)", error.reason)
  }
}
