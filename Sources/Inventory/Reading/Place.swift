/// A place in the inventory: line and column from 1; a column is a Unicode scalar.
struct Place: Hashable, Comparable, Sendable {
  let line: Int
  let column: Int

  static let start = Place(line: 1, column: 1)

  static func < (left: Place, right: Place) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A value with the place it was read from.
struct Located<Value> {
  let value: Value
  let place: Place
}
