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
    /// What the command wrote to standard error, for messages only.
    package var errors: String

    package init(name: String, status: Int, text: String, errors: String = "") {
      self.name = name
      self.status = status
      self.text = text
      self.errors = errors
    }

    /// The lines without the empty ones.
    package var lines: [Substring] { textLines(text) }

    /// The section itself.
    /// - Throws: `ProbeError.failed` if its command did not end well.
    package func succeeded() throws(ProbeError) -> Section {
      guard status == 0 else { throw .failed(section: name, status: status, output: errors.isEmpty ? text : errors) }
      return self
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
    try section(name).succeeded().text
  }

  /// The lines of such a section without the empty ones.
  /// - Throws: as `text(_:)`.
  package func lines(_ name: String) throws(ProbeError) -> [Substring] {
    try section(name).succeeded().lines
  }

  /// The same of a section that not every answer has, and none where it is not: it was not asked for, or a host kept the
  /// answer before the agent had it.
  /// - Throws: `ProbeError.failed`, as `text(_:)`.
  package func lines(ifThere name: String) throws(ProbeError) -> [Substring] {
    sections.contains { $0.name == name } ? try lines(name) : []
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
      "probe: \(visible(section)): the host's command ended with status \(status): \(quoted(output))"
    case .unreadable(let section, let line, let reason):
      "probe: \(visible(section)): cannot read \(quoted(line)): \(reason)"
    }
  }
}
