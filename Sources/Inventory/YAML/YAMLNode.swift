/// A value in a YAML file, with its place.
struct YAMLNode {
  let place: Place
  let content: Content

  enum Content {
    case scalar(YAMLScalar)
    case list([YAMLNode])
    case mapping(YAMLMapping)
    /// Something that was refused already: nobody has to say more about it.
    case refused
  }

  /// The node's kind in words.
  var kind: String {
    switch content {
    case .scalar(let scalar): scalar.isEmpty ? "empty" : "a single value"
    case .list: "a list"
    case .mapping: "a mapping"
    case .refused: "refused"
    }
  }

  /// Whether nothing is written where the value could be.
  var isEmpty: Bool {
    if case .scalar(let scalar) = content { scalar.isNothing } else { false }
  }
}

/// A word in a YAML file: its text as it stands there, and never what YAML 1.1 makes of `no`, `010` or `10:20`.
struct YAMLScalar {
  let text: String
  let isQuoted: Bool
  let place: Place

  var isEmpty: Bool { text.isEmpty && !isQuoted }

  /// Whether it says that there is nothing, as `~` and `null` do where they are not quoted.
  var isNothing: Bool { !isQuoted && yamlMeaning(of: text) == "nothing" }
}

/// The entries of a mapping in their order; a key may be there twice.
struct YAMLMapping {
  var entries: [YAMLEntry] = []
  /// Whether nothing that stands in the mapping was refused: then what is not there is missing.
  var isComplete = true
}

/// A key and its value in a YAML mapping.
struct YAMLEntry {
  let key: YAMLScalar
  let value: YAMLNode
}
