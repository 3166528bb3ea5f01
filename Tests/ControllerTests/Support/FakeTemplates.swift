import Model

/// Boot files whose text is all that the driver gave to their templates.
struct FakeTemplates: TemplateRendering {
  func render(_ name: TemplateName, _ values: [String: TemplateValue]) throws(TemplateError) -> [UInt8] {
    Array("\(name)\n\(text(.list([values])))\n".utf8)
  }

  private func text(_ value: TemplateValue) -> String {
    switch value {
    case .text(let text): text
    case .flag(let flag): "\(flag)"
    case .list(let elements):
      elements.map { element in
        "{" + element.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }.joined(separator: " ") + "}"
      }
      .joined()
    }
  }
}
