import Model

/// The changes that would touch what is on the host and not culvert's.
///
/// A thing that already is as the inventory wants it is no collision: it needs no change, and becomes culvert's. Kernel
/// settings are none either: they are the host's, and culvert remembers the value to give back.
package func collisions(_ changes: [Change], ownership: Ownership) -> [Finding] {
  changes.filter { $0.kind != .add && !ownership.owns($0) }.map { change in
    Finding(
      .foreign, about: change.subject,
      why: "it is there already, is not culvert's, and is not as the inventory wants it",
      remedy: .culvert(["up", "--adopt"], note: "culvert then has it; or remove it"))
  }
}
