import Model

/// The lines of two texts that differ, as diff(1) shows them: `- old`, `+ new`; at most `limit` of them, and a last line says
/// how many more there are.
///
/// What both begin and end with is left out first. Where what remains is too long to be compared line by line (that takes
/// as many steps as lines times differences), all of it counts as different: nobody reads so long a difference.
func lineDiff(_ from: String, _ to: String, atMost limit: Int = 200) -> [String] {
  var old = textLines(from, keepsEmpty: true)[...]
  var new = textLines(to, keepsEmpty: true)[...]
  while let line = old.first, line == new.first { (old, new) = (old.dropFirst(), new.dropFirst()) }
  while let line = old.last, line == new.last { (old, new) = (old.dropLast(), new.dropLast()) }
  guard old.count + new.count <= comparable else {
    return limited(old, "-", to: limit / 2) + limited(new, "+", to: limit / 2)
  }
  let lines = compared(Array(old), Array(new))
  guard lines.count > limit else { return lines }
  return lines.prefix(limit) + ["… and \(lines.count - limit) more lines"]
}

/// At 4,000 lines of which all differ, a comparison takes less than a second.
private let comparable = 4000

private func limited(_ lines: ArraySlice<Substring>, _ sign: String, to limit: Int) -> [String] {
  let shown = lines.prefix(limit).map { "\(sign) \($0)" }
  return lines.count > limit ? shown + ["\(sign) … and \(lines.count - limit) more lines"] : shown
}

private func compared(_ old: [Substring], _ new: [Substring]) -> [String] {
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
