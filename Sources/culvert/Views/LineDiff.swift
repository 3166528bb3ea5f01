/// The lines of two texts that differ, as diff(1) shows them: `- old`, `+ new`.
func lineDiff(_ from: String, _ to: String) -> [String] {
  let old = from.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let new = to.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let difference = new.difference(from: old)
  var lines: [(place: Int, order: Int, text: String)] = []
  for case .remove(let offset, let line, _) in difference.removals { lines.append((offset, 0, "- \(line)")) }
  for case .insert(let offset, let line, _) in difference.insertions { lines.append((offset, 1, "+ \(line)")) }
  return lines.sorted { ($0.place, $0.order) < ($1.place, $1.order) }.map(\.text)
}
