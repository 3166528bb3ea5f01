import Model

/// The changes that would touch what is on the host and not culvert's.
///
/// A thing that already is as the inventory wants it is no collision: it needs no change, and becomes culvert's. Kernel
/// settings are none either: they are the host's, and culvert remembers the value to give back.
package func collisions(_ changes: [Change], ownership: Ownership) -> [Finding] {
  changes.filter { $0.kind != .add && !ownership.owns($0) }.map { Finding(.foreign, about: $0.subject) }
}
