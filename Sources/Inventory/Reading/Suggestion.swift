/// The candidate that a mistyped word most likely stands for, or nil if none is near.
func nearest(to word: String, among candidates: [String]) -> String? {
  let letters = lowercased(word)
  guard letters.count <= 64 else { return nil }
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let other = lowercased(candidate)
    let limit = min(2, max(1, min(letters.count, other.count) / 3), (best?.distance ?? 3) - 1)
    guard abs(letters.count - other.count) <= limit else { continue }
    let distance = editDistance(letters, other)
    if distance <= limit { best = (candidate, distance) }
  }
  return best?.name
}

/// What to do about a word that is none of the known ones: `did you mean 'up'`, or the list of those that there are.
package func advice(for word: String, among candidates: [String]) -> String {
  if let suggestion = nearest(to: word, among: candidates) { return "did you mean '\(suggestion)'" }
  return (candidates.count == 1 ? "it is " : "it is one of ") + candidates.map { "'\($0)'" }.joined(separator: ", ")
}

/// How many letters to insert, take out, change or swap with their neighbour (optimal string alignment).
func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in left.indices {
    var current = [row + 1]
    for column in right.indices {
      let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
      var best = min(last[column + 1] + 1, current[column] + 1, substitution)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}

private func lowercased(_ text: String) -> [UInt8] {
  text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}
