import Model

/// What stands in a recorded answer for what is each host's own, such as `<own>` for its address.
struct HostWords {
  /// The words and what they stand for on one host, in the order in which they are looked for when an answer is recorded.
  let values: [(word: String, value: String)]

  /// The word for each realserver's address in what a director prints.
  static let realserver = "<realserver>"

  init(of host: Host, in cluster: Cluster) {
    let director = cluster.directors.first.flatMap { cluster.host($0.host) }
    values = [
      ("<own>", host.address.text), ("<director>", director?.address.text ?? ""),
      ("<vip>", cluster.services.first?.vip.text ?? ""), ("<peer>", host.innerPeer.text), ("<name>", host.name.text),
    ]
  }

  /// A recorded text, as this host would print it.
  func filled(_ text: String) -> String {
    values.reduce(text) { $1.value.isEmpty ? $0 : $0.replacing($1.word, with: $1.value) }
  }

  /// What this host printed, with the words in place of what is its own.
  func emptied(_ text: String) -> String {
    values.reduce(text) { replacing($1.value, with: $1.word, in: $0) }
  }
}

/// Replaces a name or address where it stands alone, and is not a part of another one.
func replacing(_ value: String, with word: String, in text: String) -> String {
  guard !value.isEmpty else { return text }
  var result = ""
  var rest = text[...]
  while let range = rest.firstRange(of: value) {
    let isWhole = !isPart(rest[..<range.lowerBound].last ?? result.last) && !isPart(rest[range.upperBound...].first)
    result += rest[..<range.lowerBound] + (isWhole ? word : value)
    rest = rest[range.upperBound...]
  }
  return result + rest
}

/// Whether an address or name goes on with this character; a full stop ends a sentence as often, and is none.
private func isPart(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber } ?? false }
