/// What a probe of a host printed, cut into its sections but not yet understood.
package struct ProbeOutput: Hashable, Sendable {
  /// In the order of printing.
  package var sections: [Section]

  package init(sections: [Section]) { self.sections = sections }

  /// The output of one look at the host.
  package struct Section: Hashable, Sendable {
    package var name: String
    /// The exit status of the command that printed it.
    package var status: Int
    /// Without the final newline.
    package var text: String

    package init(name: String, status: Int, text: String) {
      self.name = name
      self.status = status
      self.text = text
    }
  }

  /// The section with this name.
  /// - Throws: `ProbeError.missing` if the host's agent did not print it.
  package func section(_ name: String) throws(ProbeError) -> Section {
    guard let section = sections.first(where: { $0.name == name }) else { throw .missing(section: name) }
    return section
  }

  /// The text of a section whose command ended well.
  /// - Throws: `ProbeError.missing`, or `ProbeError.failed` with what the command said.
  package func text(_ name: String) throws(ProbeError) -> String {
    let section = try section(name)
    guard section.status == 0 else { throw .failed(section: name, status: section.status, output: section.text) }
    return section.text
  }

  /// The lines of such a section without the empty ones.
  /// - Throws: as `text(_:)`.
  package func lines(_ name: String) throws(ProbeError) -> [Substring] {
    try text(name).split(separator: "\n")
  }
}

/// Output of a host that culvert does not understand, and so does not act upon.
package enum ProbeError: Error, Hashable, Sendable, CustomStringConvertible {
  case missing(section: String)
  case failed(section: String, status: Int, output: String)
  case unreadable(section: String, line: String, reason: String)

  package var description: String {
    switch self {
    case .missing(let section): "probe: section \(quoted(section)) is missing from what the host printed"
    case .failed(let section, let status, let output):
      "probe: \(section): the host's command ended with status \(status): \(quoted(output))"
    case .unreadable(let section, let line, let reason):
      "probe: \(section): cannot read \(quoted(line)): \(reason)"
    }
  }
}
