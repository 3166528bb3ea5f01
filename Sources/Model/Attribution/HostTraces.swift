/// What a host tells of who may have changed something there, and when.
///
/// Moments are seconds since 1970 by the host's own clock. Of lines that other programs wrote (logs, logins, packages)
/// only those are here whose moment could be read.
package struct HostTraces: Hashable, Sendable {
  package var now: Int
  package var bootedAt: Int
  /// Whether the host was started anew since its last confirmed transaction; nil where it does not know.
  package var wasRestarted: Bool?
  /// By the file's path; that of a folder, with a slash behind it, where a file is gone.
  package var stamps: [String: Stamp]
  /// Programs that run and are known to change what culvert sets.
  package var programs: Set<String>
  package var mentions: Set<Mention>
  package var commands: [LoggedCommand]
  /// What programs that manage the network say in the journal.
  package var reports: [LoggedCommand] = []
  package var packages: [LoggedPackage]
  package var logins: [Login]

  package init(
    now: Int, bootedAt: Int, wasRestarted: Bool? = nil, stamps: [String: Stamp] = [:], programs: Set<String> = [],
    mentions: Set<Mention> = [], commands: [LoggedCommand] = [], packages: [LoggedPackage] = [], logins: [Login] = []
  ) {
    self.now = now
    self.bootedAt = bootedAt
    self.wasRestarted = wasRestarted
    self.stamps = stamps
    self.programs = programs
    self.mentions = mentions
    self.commands = commands
    self.packages = packages
    self.logins = logins
  }

  /// Whose a file is, and when it was last written.
  package struct Stamp: Hashable, Sendable {
    package var owner: String
    package var written: Int

    package init(owner: String, written: Int) {
      self.owner = owner
      self.written = written
    }
  }

  /// A file of another program that speaks of something.
  package struct Mention: Hashable, Sendable {
    package var file: String
    package var term: String

    package init(file: String, term: String) {
      self.file = file
      self.term = term
    }
  }

  /// A command that the host's logs have.
  package struct LoggedCommand: Hashable, Sendable {
    package var when: Int
    /// The person or the program; nil where the line does not say it in a form that is known.
    package var who: String?
    /// By what it was run: `sudo`, `doas`, `ansible`.
    package var by: String
    /// The command, or the whole message.
    package var text: String
    /// Whether the host vouches for it that a process of root's has written the line: anybody may write one into a log.
    package var isVouched: Bool

    package init(when: Int, who: String?, by: String, text: String, isVouched: Bool = false) {
      self.isVouched = isVouched
      self.when = when
      self.who = who
      self.by = by
      self.text = text
    }
  }

  /// Something that was installed or removed.
  package struct LoggedPackage: Hashable, Sendable {
    package var when: Int
    /// `upgrade ipvsadm:amd64`.
    package var text: String

    package init(when: Int, text: String) {
      self.when = when
      self.text = text
    }
  }

  /// Somebody who was logged in.
  package struct Login: Hashable, Sendable {
    package var who: String
    /// The machine or the terminal.
    package var from: String
    package var begin: Int
    /// Nil while it lasts, and where it is not told.
    package var end: Int?

    package init(who: String, from: String, begin: Int, end: Int? = nil) {
      self.who = who
      self.from = from
      self.begin = begin
      self.end = end
    }
  }
}
