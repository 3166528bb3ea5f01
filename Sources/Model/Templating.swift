/// Turns a template and values into the text of a file.
package protocol TemplateRendering: Sendable {
  /// Renders the template with this name, such as `linux/linux-boot.sh`.
  /// - Throws: `TemplateError` if there is no such template, or it and the values do not fit each other.
  func render(_ name: TemplateName, _ values: [String: TemplateValue]) throws(TemplateError) -> [UInt8]
}

/// The name of a template: its path below `templates`.
package struct TemplateName: Hashable, Sendable, CustomStringConvertible {
  package let path: String
  package init(_ path: String) { self.path = path }
  package var description: String { path }
}

/// What a template's variable stands for.
package indirect enum TemplateValue: Hashable, Sendable {
  /// Text that goes into the file as it is; for a shell file it has passed `shellWord`.
  case text(String)
  /// Whether a section is there.
  case flag(Bool)
  /// A section once for each element.
  case list([[String: TemplateValue]])

  /// A value as one word of a shell file.
  package static func word(_ value: some CustomStringConvertible) -> TemplateValue {
    .text(shellWord(value.description))
  }
}

/// A template that cannot be rendered.
package enum TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
  case noSuchTemplate(TemplateName)
  case unreadable(TemplateName, reason: String)
  /// The template uses variables that there is no value for.
  case missing(TemplateName, variables: [String])
  /// There are values that the template does not use: it was cut short, or is for another version of culvert.
  case unused(TemplateName, variables: [String])

  package var description: String {
    switch self {
    case .noSuchTemplate(let name): "templates: \(quoted(name.path)): there is no such template"
    case .unreadable(let name, let reason): "template \(quoted(name.path)): \(reason)"
    case .missing(let name, let variables):
      "template \(quoted(name.path)): it uses \(list(variables)), which culvert gives no value for"
    case .unused(let name, let variables):
      "template \(quoted(name.path)): it does not use \(list(variables)): what is written would be incomplete"
    }
  }

  private func list(_ variables: [String]) -> String { variables.map { quoted($0) }.joined(separator: ", ") }
}
