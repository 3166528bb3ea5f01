import Model

/// The keys of one mapping while it is read.
///
/// To ask for a key is to declare it: what nobody asked for is unknown, and `finish` says so. A new key is therefore one
/// line, where it is read. What is asked of a mapping that is none, or of a value that was refused, is nil and silent.
struct Fields {
  let report: Report
  let owner: String
  let place: Place
  private let entries: [YAMLEntry]
  private let isComplete: Bool
  private var known: [String] = []
  private var missing: [(key: String, example: String)] = []

  /// Starts to read a mapping: `owner` says whose keys these are, such as `host 'web1'`, and `place` where a missing one
  /// is reported, which is where the owner's name stands.
  init(_ node: YAMLNode?, of owner: String, at place: Place, _ report: Report) {
    (self.owner, self.place, self.report) = (owner, place, report)
    let mapping = node.flatMap { report.mapping($0, named: owner) }
    entries = report.withoutRepeated(mapping?.entries ?? [])
    isComplete = mapping?.isComplete ?? false
  }

  /// Reports the keys that nobody asked for, and those that are missing and not merely misspelt.
  func finish() {
    let free = known.filter { !has($0) }
    let unknown = entries.map(\.key).filter { !known.contains($0.text) }
    let meant = unknown.map { nearest(to: $0.text, among: free) }
    for (key, meant) in zip(unknown, meant) {
      let remedy = advice(for: key.text, among: meant.map { [$0] } ?? known)
      report.error(at: key.place, "unknown key \(quoted(key.text)) in \(owner)", remedy)
    }
    for (key, example) in missing where isComplete && !meant.contains(key) {
      report.error(at: place, "'\(key)' is missing in \(owner)", "add '\(key): \(example)'")
    }
  }

  /// Whether a key is there, whatever its value.
  func has(_ key: String) -> Bool { entries.contains { $0.key.text == key } }

  /// Where a key stands; nil if it is not there.
  func place(of key: String) -> Place? { entries.first { $0.key.text == key }?.key.place }

  /// A key's node as it is; nil if the key is not there.
  mutating func node(_ key: String) -> YAMLNode? {
    known.append(key)
    return entries.first { $0.key.text == key }?.value
  }

  /// The node of a key that has to be there.
  mutating func requiredNode(_ key: String, example: String) -> YAMLNode? {
    let node = node(key)
    if node == nil { missing.append((key, example)) }
    return node
  }

  /// A key as messages name it.
  func name(of key: String) -> String { "'\(key)' of \(owner)" }
}
