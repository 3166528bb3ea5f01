import Model

/// All that a host needs to know to carry out its part of a transaction, and to take it back alone.
package struct TransactionOrder: Hashable, Sendable {
  package var id: TransactionID
  /// Who asks for it, such as `root@admin`; shown to an operator who comes upon the lock.
  package var owner: String
  /// Seconds since 1970 by the controller's clock.
  package var created: Int
  /// Seconds without a word from the controller after which the host takes everything back; each later word brings its
  /// own.
  package var deadline: Int
  /// What the host does in the whole change.
  package var part: Part
  package var steps: [Step]
  /// What the confirm writes, in this order; nil removes.
  package var files: [FileOrder]
  /// The new record of what is culvert's; nil leaves it as it is.
  package var ownership: Ownership?
  package var probeArguments: [String]

  package init(
    id: TransactionID, owner: String, created: Int, deadline: Int, part: Part, steps: [Step], files: [FileOrder],
    ownership: Ownership?, probeArguments: [String]
  ) {
    self.id = id
    self.owner = owner
    self.created = created
    self.deadline = deadline
    self.part = part
    self.steps = steps
    self.files = files
    self.ownership = ownership
    self.probeArguments = probeArguments
  }

  /// A boot file as it is to be.
  package struct FileOrder: Hashable, Sendable {
    package var path: HostPath
    package var file: BootFile?

    package init(path: HostPath, file: BootFile?) {
      self.path = path
      self.file = file
    }
  }

  /// The phases that have steps; the steps of the confirm are in none.
  package var phases: [Phase] { Set(steps.compactMap(\.phase)).sorted() }
}
