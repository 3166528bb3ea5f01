import Model

/// Boot files that are a few bytes, other ones whenever the driver gives their templates other values.
struct FakeTemplates: TemplateRendering {
  func render(_ name: TemplateName, _ values: [String: TemplateValue]) throws(TemplateError) -> [UInt8] {
    // FNV-1a: short, so that the files of hundreds of runs are read quickly.
    let hash = "\(name) \(text(.list([values])))".utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
      ($0 ^ UInt64($1)) &* 1_099_511_628_211
    }
    return Array("\(String(hash, radix: 16))\n".utf8)
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
