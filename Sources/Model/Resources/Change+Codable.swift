/// The form of plan files: `{ "tunnel": { "_0": KEY, "_1": { "from": …, "to": … } } }`.
extension Change: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: KindName.self)
    let kinds = resourceKinds.filter { container.contains(KindName($0)) }
    guard let kind = kinds.first, kinds.count == 1 else {
      throw DecodingError.typeMismatch(
        Change.self,
        .init(codingPath: container.codingPath, debugDescription: "Invalid number of keys found, expected one."))
    }
    self = try kind.change(from: container.nestedContainer(keyedBy: Place.self, forKey: KindName(kind)))
  }

  package func encode(to encoder: any Encoder) throws { try content.write(to: encoder) }
}

private struct KindName: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ kind: any ResourceKind.Type) { stringValue = kind.name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

private enum Place: String, CodingKey {
  case first = "_0"
  case second = "_1"
}

extension ResourceKind {
  fileprivate static func change(from container: KeyedDecodingContainer<Place>) throws -> Change {
    let key = try onlyKey ?? container.decode(Key.self, forKey: .first)
    return Change(Self.self, key, try container.decode(Delta<Value>.self, forKey: onlyKey == nil ? .second : .first))
  }
}

extension AnyChange {
  fileprivate func write(to encoder: any Encoder) throws {
    var outer = encoder.container(keyedBy: KindName.self)
    var container = outer.nestedContainer(keyedBy: Place.self, forKey: KindName(Kind.self))
    if Kind.onlyKey == nil { try container.encode(typed.key, forKey: .first) }
    try container.encode(typed.delta, forKey: Kind.onlyKey == nil ? .second : .first)
  }
}
