/// The text of an agent for one system, from its files.
package struct AgentText: Sendable {
  /// What tells whether the state directory can be trusted; it needs nothing of the others.
  package var trust: String
  /// What all systems have.
  package let core: Part
  /// What is the system's own, and comes later than the core's defaults.
  package let system: Part

  /// Shell functions of one origin.
  package struct Part: Sendable {
    /// Those that suffice to look at a host.
    package let look: String
    /// Those that only other errands need.
    package let change: String

    package var whole: String { look + change }

    package init(look: String, change: String) {
      self.look = look
      self.change = change
    }
  }

  package init(trust: String, core: Part, system: Part) {
    self.trust = trust
    self.core = core
    self.system = system
  }

  /// What suffices to look at a host: a third of it, which is what most sessions send.
  package var look: String { trust + core.look + system.look }

  /// All of it.
  package var whole: String { look + core.change + system.change }
}
