import Model
import Mustache

/// Renders templates with Mustache, and takes neither a variable without a value nor a value without a variable.
package struct Renderer: TemplateRendering {
  private let source: TemplateSource
  /// Those that culvert knows, each read and taken apart once, and not for every host.
  private let templates: [TemplateName: Result<MustacheTemplate, TemplateError>]

  private static let embedded = compiled(.embedded)

  package init(source: TemplateSource? = nil) {
    self.source = source ?? .embedded
    templates = source.map(Self.compiled) ?? Self.embedded
  }

  package func render(_ name: TemplateName, _ values: [String: TemplateValue]) throws(TemplateError) -> [UInt8] {
    let template = try (templates[name] ?? Self.compiled(name, source)).get()
    let record = UseRecord()
    let rendered = template.render(Scope(values, isOutermost: true, record: record))
    guard record.missing.isEmpty else { throw .missing(name, variables: record.missing.sorted()) }
    let unused = record.given.subtracting(record.used)
    guard unused.isEmpty else { throw .unused(name, variables: unused.sorted()) }
    return Array(rendered.utf8)
  }

  private static func compiled(_ source: TemplateSource) -> [TemplateName: Result<MustacheTemplate, TemplateError>] {
    let names = Embedded.files.keys.filter { $0.path.hasSuffix(".mustache") }
    return Dictionary(uniqueKeysWithValues: names.map { ($0, compiled($0, source)) })
  }

  private static func compiled(
    _ name: TemplateName, _ source: TemplateSource
  ) -> Result<MustacheTemplate, TemplateError> {
    Result { () throws(TemplateError) in
      let bytes = try source.bytes(name)
      let text = String(decoding: bytes, as: UTF8.self)
      guard text.utf8.elementsEqual(bytes) else { throw .unreadable(name, reason: "it is not UTF-8") }
      // The engine would leave a gap where it is to put another template.
      guard !text.contains(/{{\s*[<>]/) else {
        throw .unreadable(name, reason: "it asks for a part of another template, which culvert does not have")
      }
      do {
        // No HTML: what is written are files of a host.
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + text)
      } catch { throw .unreadable(name, reason: "\(error)") }
    }
  }

  /// The agent for a system: what all have, and the system's own part.
  package func agent(for system: OperatingSystem) throws(TemplateError) -> AgentText {
    AgentText(trust: try text([AgentFiles.trust]), core: try part(.core), system: try part(.of(system)))
  }

  private func part(_ files: AgentFiles) throws(TemplateError) -> AgentText.Part {
    AgentText.Part(look: try text(files.look), change: try text(files.change))
  }

  private func text(_ names: [TemplateName]) throws(TemplateError) -> String {
    var bytes: [UInt8] = []
    for name in names { bytes += try file(name) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A file that goes to a host as it is.
  /// - Throws: `TemplateError.noSuchTemplate`.
  package func file(_ name: TemplateName) throws(TemplateError) -> [UInt8] { try source.bytes(name) }
}

/// Where templates come from.
package struct TemplateSource: Sendable {
  private let read: @Sendable (TemplateName) throws(TemplateError) -> [UInt8]

  package init(_ read: @escaping @Sendable (TemplateName) throws(TemplateError) -> [UInt8]) { self.read = read }

  func bytes(_ name: TemplateName) throws(TemplateError) -> [UInt8] { try read(name) }

  /// The templates that culvert was built with.
  package static let embedded = TemplateSource { name throws(TemplateError) in
    guard let bytes = Embedded.files[name] else { throw .noSuchTemplate(name) }
    return bytes
  }
}

/// Which variables one rendering was given, used and missed.
private final class UseRecord {
  var given: Set<String> = []
  var used: Set<String> = []
  var missing: Set<String> = []
}

/// The values of a section, as the engine asks for them: the innermost scope first, the outermost last.
private struct Scope: MustacheParent {
  private let values: [String: TemplateValue]
  private let isOutermost: Bool
  private let record: UseRecord

  init(_ values: [String: TemplateValue], isOutermost: Bool, record: UseRecord) {
    self.values = values
    self.isOutermost = isOutermost
    self.record = record
    record.given.formUnion(values.keys)
  }

  func child(named name: String) -> Any? {
    guard let value = values[name] else {
      if isOutermost { record.missing.insert(name) }
      return nil
    }
    record.used.insert(name)
    switch value {
    case .text(let text): return text
    case .flag(let flag): return flag
    case .list(let elements): return elements.map { Scope($0, isOutermost: false, record: record) }
    }
  }
}
