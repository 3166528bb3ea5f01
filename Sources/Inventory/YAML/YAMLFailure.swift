import Model
import Yams

/// What to tell of an error that Yams threw.
struct YAMLFailure {
  private let error: any Error
  private let source: SourceText

  init(_ error: any Error, _ source: SourceText) {
    self.error = error
    self.source = source
  }

  /// The place and the words; an anchor, alias or tag on the line is the likelier reason than what Yams says.
  var reported: (Place, Mistake) {
    let (found, mistake) = located
    let place = source.within(found)
    let line = source.line(place.line)
    guard let (index, property) = YAMLProperty.first(in: source.scalars[line]) else { return (place, mistake) }
    return (Place(line: place.line, column: index + 1), property.mistake)
  }

  private var located: (Place, Mistake) {
    switch error as? YamlError {
    case .composer(_, _, let mark, _):
      (Place(mark), Mistake("a second document starts here", "an inventory is one document: take the '---' out"))
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      (Place(mark), Self.mistake(problem, context))
    case .duplicatedKeysInMapping(let keys, let context):
      (Place(context.mark), Mistake("\(quoted(keys.first ?? "")) is there more than once", "keep one"))
    default:
      (.start, Mistake("this is not YAML: \(error)", "look for characters that do not belong there"))
    }
  }

  private static func mistake(_ problem: String, _ context: YamlError.Context?) -> Mistake {
    if problem.hasPrefix("Maximum nesting level") {
      return Mistake("values are nested too deeply", "an inventory needs no more than six levels")
    }
    let start = context.map { ", \($0.text) that starts on line \($0.mark.line)" } ?? ""
    return Mistake("this is not YAML: \(problem)\(start)", "look at the colons, quotes and indentation here and above")
  }
}

extension Mistake {
  /// A key that is in one mapping twice.
  static func repeatedKey(_ key: String, first: Place) -> Mistake {
    Mistake("\(quoted(key)) is there twice", "keep one; the first is on line \(first.line)")
  }
}
