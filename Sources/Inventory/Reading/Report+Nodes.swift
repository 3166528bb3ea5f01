import Model

extension Report {
  /// The value of a node that has to be one word; nil if it is refused.
  func value<Value>(
    of node: YAMLNode, named name: @autoclosure () -> String, _ reader: ValueReader<Value>
  ) -> Located<Value>? {
    guard case .scalar(let scalar) = node.content else {
      wrongKind(node, name(), "a single value", "write one word")
      return nil
    }
    guard !scalar.isNothing else {
      error(at: node.place, "\(name()) is empty", "write a value, or take it out")
      return nil
    }
    return value(of: scalar, reader)
  }

  /// The value of a word; nil if it is refused.
  func value<Value>(of scalar: YAMLScalar, _ reader: ValueReader<Value>) -> Located<Value>? {
    do throws(Mistake) {
      return Located(value: try reader.read(scalar), place: scalar.place)
    } catch {
      self.error(at: scalar.place, error)
      return nil
    }
  }

  /// A node that has to be a mapping; one without entries if nothing is written, nil if it is something else.
  func mapping(_ node: YAMLNode, named name: @autoclosure () -> String) -> YAMLMapping? {
    if case .mapping(let mapping) = node.content { return mapping }
    if node.isEmpty { return YAMLMapping() }
    wrongKind(node, name(), "a mapping", "write 'KEY: VALUE' on a line of its own for each")
    return nil
  }

  /// The first of the entries with equal keys; the others are reported.
  func withoutRepeated(
    _ entries: [YAMLEntry], _ mistake: (String, Place) -> Mistake = Mistake.repeatedKey
  ) -> [YAMLEntry] {
    var first: [String: Place] = [:]
    return entries.filter { entry in
      guard let before = first[entry.key.text] else {
        first[entry.key.text] = entry.key.place
        return true
      }
      error(at: entry.key.place, mistake(entry.key.text, before))
      return false
    }
  }

  /// Reports a node that is not what it has to be, unless it was refused already.
  func wrongKind(_ node: YAMLNode, _ name: String, _ wanted: String, _ remedy: String) {
    if case .refused = node.content { return }
    error(at: node.place, "\(name) is \(node.kind), not \(wanted)", remedy)
  }
}
