import Model

extension Change {
  /// The same text for two changes of the same thing, another one for any other two.
  var key: String { content.key }
}

extension AnyChange {
  fileprivate var key: String { "\(Kind.name) \(Kind.subject(typed.key))" }
}
