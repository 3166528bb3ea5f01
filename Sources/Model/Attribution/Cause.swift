/// What a difference on a host may come from.
package struct Cause: Hashable, Sendable {
  package var certainty: Certainty
  package var kind: Kind
  /// The person or the program, where it is known.
  package var who: String?
  /// Seconds since 1970 by the host's clock, where it is known.
  package var when: Int?
  /// What is known of it, in words that follow on `because` or `perhaps because`.
  package var text: String

  package init(_ certainty: Certainty, _ kind: Kind, who: String? = nil, when: Int? = nil, _ text: String) {
    self.certainty = certainty
    self.kind = kind
    self.who = who
    self.when = when
    self.text = text
  }

  /// How sure it is.
  package enum Certainty: String, Hashable, Sendable, CaseIterable {
    /// The host says so.
    case told
    /// It was at the moment at which the thing changed, or it is known to do that.
    case likely
    /// It was since the last transaction; nothing else is known.
    case possible
  }

  /// What it is.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Nobody changed the host: the inventory asks for something else than the last transaction did.
    case inventory
    /// A transaction of culvert's that could not be taken back.
    case transaction
    /// A command that is in a log of the host.
    case command
    case restart
    /// The file was written.
    case edit
    case package
    /// Another program that manages the same things.
    case manager
    case login
  }
}
