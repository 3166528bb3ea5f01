import Model
import Yams

/// Reads a text as YAML: with `YAMLFailure` all that knows the library.
///
/// Yams expands aliases and stops at the first key that is there twice. An inventory must cost nothing whatever its
/// aliases say, and its reader reports all mistakes at once; so some characters are disguised before Yams sees them, one
/// for one, which keeps every place where it is: see `Disguise`.
struct YAMLParser {
  private let source: SourceText
  private let report: Report
  private var disguise: Disguise

  /// No inventory has as many; each costs another pass.
  private static let mostRepeatedKeys = 32

  init(_ source: SourceText, report: Report) {
    NestingLimit.set
    self.source = source
    self.report = report
    disguise = Disguise(source)
  }

  /// The document, or nil if there is none; mistakes in the YAML itself are reported.
  mutating func root() -> YAMLNode? {
    do {
      let root = try composed().map { node($0) }
      guard let root, !root.isEmpty else {
        report.error(at: .start, "the inventory is empty", "start it with 'culvert: 1'")
        return nil
      }
      return root
    } catch {
      let (place, mistake) = YAMLFailure(error, source).reported
      report.error(at: place, mistake)
      return nil
    }
  }

  /// Yams refuses a key that is there twice; the first one is disguised then, and `Fields` says what is wrong.
  private mutating func composed() throws -> Yams.Node? {
    for _ in 0..<Self.mostRepeatedKeys {
      do {
        return try Parser(yaml: disguise.text, resolver: .basic, encoding: .utf8).singleRoot()
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        guard disguise.hideKey(at: Place(context.mark)) else {
          throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
        }
      }
    }
    return try Parser(yaml: disguise.text, resolver: .basic, encoding: .utf8).singleRoot()
  }

  private func node(_ node: Yams.Node) -> YAMLNode {
    let place = node.mark.map(Place.init) ?? .start
    if let property = property(at: place) { report.error(at: place, property.mistake) }
    return YAMLNode(place: place, content: content(node, place))
  }

  private func content(_ node: Yams.Node, _ place: Place) -> YAMLNode.Content {
    switch node {
    case .scalar(let scalar): self.scalar(scalar, at: place)
    case .sequence(let list): .list(list.map(self.node))
    case .mapping(let mapping): .mapping(self.mapping(mapping))
    case .alias: .refused
    }
  }

  private func scalar(_ scalar: Yams.Node.Scalar, at place: Place) -> YAMLNode.Content {
    if property(at: place) == .alias { return .refused }
    let isQuoted = scalar.style != .plain
    if let text = disguise.lifted(scalar.string, at: place, isQuoted: isQuoted) {
      return .scalar(YAMLScalar(text: text, isQuoted: isQuoted, place: place))
    }
    report.error(at: place, "text over several lines, or with escapes", "write it on one line, and plainly")
    return .refused
  }

  private func mapping(_ mapping: Yams.Node.Mapping) -> YAMLMapping {
    let entries = mapping.compactMap { entry(node($0.key), node($0.value)) }
    return YAMLMapping(entries: entries, isComplete: entries.count == mapping.count)
  }

  private func entry(_ key: YAMLNode, _ value: YAMLNode) -> YAMLEntry? {
    switch key.content {
    case .scalar(let scalar) where scalar.text == "<<": report.error(at: key.place, .mergeKey)
    case .scalar(let scalar): return YAMLEntry(key: scalar, value: value)
    case .list, .mapping: report.error(at: key.place, "\(key.kind) as a key", "a key is one word")
    case .refused: break
    }
    return nil
  }

  /// The anchor, alias or tag that stands at a place, before it was disguised.
  private func property(at place: Place) -> YAMLProperty? {
    let offset = source.offset(of: place)
    return offset < source.scalars.count ? YAMLProperty(source.scalars[offset]) : nil
  }
}

extension Place {
  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}
