/// What YAML can put in front of a value, or in its place, and an inventory does not have.
enum YAMLProperty {
  case anchor, alias, tag

  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "&": self = .anchor
    case "*": self = .alias
    case "!": self = .tag
    default: return nil
    }
  }

  var mistake: Mistake {
    switch self {
    case .anchor: Mistake("an anchor ('&')", "take it out: what hosts have in common belongs under 'defaults'")
    case .alias: Mistake("an alias ('*')", "write the value itself; what hosts have in common belongs under 'defaults'")
    case .tag: Mistake("a tag ('!')", "take it out: every key of an inventory knows what its value is")
    }
  }

  /// The first property on a line of which YAML could make no sense.
  static func first(in line: some RandomAccessCollection<Unicode.Scalar>) -> (index: Int, property: YAMLProperty)? {
    var before: Unicode.Scalar = " "
    for (index, scalar) in line.enumerated() {
      if scalar == "#", before == " " { return nil }
      if " \t[{,:-?".unicodeScalars.contains(before), let property = YAMLProperty(scalar) { return (index, property) }
      before = scalar
    }
    return nil
  }
}

extension Mistake {
  static let mergeKey = Mistake(
    "a merge key ('<<')", "write the keys out; what hosts have in common belongs under 'defaults'")
}
