import Model

/// The lines of two texts that differ, as diff(1) shows them: `- old`, `+ new`.
func lineDiff(_ from: String, _ to: String) -> [String] {
  let old = textLines(from, keepsEmpty: true)
  let new = textLines(to, keepsEmpty: true)
  let difference = new.difference(from: old)
  let removed = Set(difference.removals.map(\.offset))
  let inserted = Set(difference.insertions.map(\.offset))
  var lines: [String] = []
  var (left, right) = (0, 0)
  while left < old.count || right < new.count {
    if removed.contains(left) {
      lines.append("- \(old[left])")
      left += 1
    } else if inserted.contains(right) {
      lines.append("+ \(new[right])")
      right += 1
    } else {
      (left, right) = (left + 1, right + 1)
    }
  }
  return lines
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
