import Model

/// Settings of other files that systemd merges into culvert's unit, or reads in its place (systemd.unit(5)).
struct LinuxUnitDropIns {
  /// A file and one of its lines, `NAME=VALUE`.
  struct Setting: Hashable, Sendable {
    var file: String
    var line: String
  }

  /// Reads the lines `FILE LINE` of linux_drop_ins; an answer of an older agent has none.
  static func parse(_ output: ProbeOutput) -> [Setting] {
    guard let section = output.sections.first(where: { $0.name == "drop-ins" }) else { return [] }
    return section.lines.prefix(200).compactMap { line in
      let words = textWords(line, maxSplits: 1)
      guard words.count == 2 else { return nil }
      return Setting(file: String(words[0]), line: String(words[1]))
    }
  }

  /// A finding for each file that changes what the boot runs, as whom, or whether it runs; a time-out or a description is
  /// its owner's matter.
  static func findings(_ settings: [Setting]) -> [Finding] {
    var files: [String: [String]] = [:]
    for setting in settings where matters(setting) { files[setting.file, default: []].append(setting.line) }
    return files.sorted { $0.key < $1.key }.map { file, lines in
      Finding(.unitOverridden(lines), about: .named(visible(file)))
    }
  }

  private static func matters(_ setting: Setting) -> Bool {
    if setting.file.hasSuffix("/culvert.service") { return true }
    let name = setting.line.prefix { $0 != "=" && $0 != " " }
    return prefixes.contains { name.hasPrefix($0) } || names.contains { $0 == name }
  }

  /// The beginnings of names, such as `ExecStart` and `ConditionPathExists`.
  private static let prefixes = ["Exec", "Condition", "Assert", "Root", "Private", "Protect", "Restrict", "Capability"]
  private static let names = [
    "User", "Group", "DynamicUser", "Type", "WorkingDirectory", "NetworkNamespacePath", "JoinsNamespaceOf",
    "SystemCallFilter", "NoNewPrivileges", "Environment", "EnvironmentFile", "Requisite", "Conflicts", "BindPaths",
    "InaccessiblePaths", "ReadOnlyPaths", "TemporaryFileSystem",
  ]
}
