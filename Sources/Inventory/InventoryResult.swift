import Model

/// What came of reading an inventory.
package struct InventoryResult: Sendable {
  /// What the inventory asks for; nil if there is any error.
  package let cluster: Cluster?
  /// All that was found, sorted by place.
  package let diagnostics: [Diagnostic]
}
