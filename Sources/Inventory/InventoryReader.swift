import Model

/// Reads inventories: YAML in, a checked cluster or all of its mistakes out.
package enum InventoryReader {
  /// The version of the format that this program reads.
  package static let version = 1

  /// Reads an inventory.
  ///
  /// - Parameters:
  ///   - text: The file's bytes, UTF-8, at most 1 MiB.
  ///   - file: The file's name, as diagnostics give it.
  /// - Returns: The cluster, unless there is an error, and all that there is to say.
  package static func read(_ text: some Collection<UInt8>, file: String) -> InventoryResult {
    let report = Report(file: file)
    let cluster = read(text, report)
    return InventoryResult(cluster: report.hasErrors ? nil : cluster, diagnostics: report.sorted)
  }

  private static func read(_ text: some Collection<UInt8>, _ report: Report) -> Cluster? {
    guard let source = SourceText(text, report: report) else { return nil }
    var parser = YAMLParser(source, report: report)
    guard let root = parser.root() else { return nil }
    var fields = Fields(root, of: "the inventory", at: .start, report)
    guard hasKnownVersion(&fields) else { return nil }
    let draft = InventoryDraft(&fields)
    fields.finish()
    return check(draft, report)
  }

  /// False if the file is of another version: then nothing else in it means what it seems to.
  private static func hasKnownVersion(_ fields: inout Fields) -> Bool {
    let number = ValueReader.number("format version", 1...999)
    guard let found = fields.required("culvert", number, example: "1"), found.value != version else { return true }
    fields.report.error(
      at: found.place, "the format's version is \(found.value)",
      "this culvert reads version \(version): update it, or write 'culvert: \(version)'")
    return false
  }

  private static func check(_ draft: InventoryDraft, _ report: Report) -> Cluster {
    draft.checkMentions(report)
    draft.checkServices(report)
    draft.checkTunnels(report)
    let used = draft.checkAddresses(report)
    return draft.cluster(peers: draft.allotPeers(avoiding: used, report))
  }
}
