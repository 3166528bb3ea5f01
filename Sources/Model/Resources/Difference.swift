/// One field in which a resource differs, in words; nil is absence.
package struct Difference: Hashable, Encodable, Sendable {
  package let field: String
  package let from: String?
  package let to: String?

  package init(field: String, from: String?, to: String?) {
    self.field = field
    self.from = from
    self.to = to
  }
}

/// What is shown of a value: a name, and a text of it that is nil where there is nothing to say.
package struct Field<Value: Hashable & Codable & Sendable>: Sendable {
  let name: String
  let text: @Sendable (Value) -> String?

  package init(_ name: String, _ text: @escaping @Sendable (Value) -> String?) {
    self.name = name
    self.text = text
  }

  func difference(_ delta: Delta<Value>) -> Difference? {
    let (from, to) = (delta.from.flatMap(text), delta.to.flatMap(text))
    return from == to ? nil : Difference(field: name, from: from, to: to)
  }
}
