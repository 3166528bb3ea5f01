import Model

extension Fields {
  /// A value that has to be there; nil if it is missing or refused.
  mutating func required<Value>(_ key: String, _ reader: ValueReader<Value>, example: String) -> Located<Value>? {
    requiredNode(key, example: example).flatMap { report.value(of: $0, named: name(of: key), reader) }
  }

  /// A value that may be there; nil if it is not, or refused.
  mutating func optional<Value>(_ key: String, _ reader: ValueReader<Value>) -> Located<Value>? {
    node(key).flatMap { report.value(of: $0, named: name(of: key), reader) }
  }

  /// A value that may be there, or else the default; nil if it is refused.
  mutating func optional<Value>(
    _ key: String, _ reader: ValueReader<Value>, default value: Value
  ) -> Located<Value>? {
    guard let node = node(key) else { return Located(value: value, place: place) }
    return report.value(of: node, named: name(of: key), reader)
  }

  /// A value that no other is compared with; the default also stands in for a refused one.
  mutating func value<Value>(_ key: String, _ reader: ValueReader<Value>, default value: Value) -> Value {
    optional(key, reader)?.value ?? value
  }

  /// The mapping of a key; nothing is in it if the key is not there.
  mutating func fields<Result>(_ key: String, _ read: (inout Fields) -> Result) -> Result {
    var fields = Fields(node(key), of: name(of: key), at: place, report)
    defer { fields.finish() }
    return read(&fields)
  }

  /// The values of a key's list; no value where one is refused.
  mutating func list<Value>(_ key: String, _ read: (YAMLNode) -> Value?) -> Section<Value> {
    guard let node = node(key) else { return Section(drafts: [], isComplete: true) }
    guard case .list(let elements) = node.content else {
      report.wrongKind(node, name(of: key), "a list", "write '\(key): [ … ]', or a line '- …' for each")
      return Section(drafts: [], isComplete: false)
    }
    let drafts = elements.map(read)
    return Section(drafts: drafts.compactMap(\.self), isComplete: drafts.allSatisfy { $0 != nil })
  }

  /// A list of networks, each there once, with at least one; nil where the key is not there, or nothing of it was taken.
  mutating func networks(_ key: String) -> [IPv4Network]? {
    let (report, name) = (report, name(of: key))
    guard let node = node(key) else { return nil }
    let found = list(key) { report.value(of: $0, named: name, .network) }
    if found.isComplete, found.drafts.isEmpty {
      report.error(at: node.place, "\(name) is empty", "name the networks, such as '\(key): [ 198.51.100.0/24 ]'")
    }
    var seen: Set<IPv4Network> = []
    for network in found.drafts where !seen.insert(network.value).inserted {
      report.error(at: network.place, "'\(network.value)' is there twice", "keep one")
    }
    return found.drafts.isEmpty ? nil : found.drafts.map(\.value)
  }

  /// What stands under a key whose own keys are names; of equal names the first counts.
  mutating func section<Draft>(
    _ key: String, example: String? = nil,
    repeated: (String, Place) -> Mistake = Mistake.repeatedKey,
    _ read: (YAMLEntry) -> Draft?
  ) -> Section<Draft> {
    let found = example.map { requiredNode(key, example: $0) } ?? node(key)
    guard let node = found else { return Section(drafts: [], isComplete: example == nil) }
    let mapping = report.mapping(node, named: name(of: key)) ?? YAMLMapping(isComplete: false)
    let first = Set(report.withoutRepeated(mapping.entries, repeated).map(\.key.place))
    let drafts = mapping.entries.map { (isFirst: first.contains($0.key.place), draft: read($0)) }
    return Section(
      drafts: drafts.filter(\.isFirst).compactMap(\.draft),
      isComplete: mapping.isComplete && drafts.allSatisfy { $0.draft != nil })
  }
}

/// What was read of a list or of a mapping whose keys are names.
struct Section<Draft> {
  let drafts: [Draft]
  /// Whether all that stands there could be read: only then does what is not there not exist.
  let isComplete: Bool
}
