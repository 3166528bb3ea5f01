/// A file of a host, or a line of it.
package struct FilePlace: Hashable, Sendable, CustomStringConvertible {
  package var path: HostPath
  /// From 1; nil where it is the file as a whole.
  package var line: Int?

  package init(_ path: HostPath, line: Int? = nil) {
    self.path = path
    self.line = line
  }

  /// `/etc/rc.conf:12`.
  package var description: String { line.map { "\(path):\($0)" } ?? path.text }
}

/// Why culvert cannot edit a boot file that is a shell script.
package enum BootFileFault: Hashable, Sendable {
  case link(to: String)
  case folder
  /// Something else than a file, such as `a socket`.
  case other(String)
  case notClosed(Construct)
  case controlStructures
  case hereDocument
  case dollarQuote
  case unfinishedLine
  /// Nothing after this word may be read: `exit`, `return` or `exec`.
  case end(String)
  /// A statement that is more than an assignment, and names one of culvert's variables.
  case compound(String)
  // Of the variable with this name:
  case sharedLine(String)
  case unknownValue(String)
  case carriageReturn(String)
  case oddCharacters(String)
  case backslash(String)

  package enum Construct: String, Sendable { case quote, backquote, expansion }
}

extension Fault {
  package enum UnclearLines: Hashable, Sendable {
    case file(BootFileFault)
    /// Of a variable, or one of the lists of interfaces: the words that culvert reads and those that the host's sh does.
    case readOtherwise(String, culvert: [String], sh: [String], isList: Bool)
    /// The words of a list that only sh sees.
    case unknownFile([String])
    /// The same of a variable.
    case included(String, [String])
  }

  package enum UnusualBoot: Hashable, Sendable {
    case noInterfaces(netif: String)
    case otherFiles([String])
    case listedInterfaces
  }

  /// Lines that make something else of a tunnel.
  package enum ContraryLines: Hashable, Sendable {
    case rcConf(InterfaceName)
    case hostnameFile(HostPath, InterfaceName, TunnelEnds)
  }

  /// Lines that make a second tunnel between the same ends.
  package enum RivalLines: Hashable, Sendable {
    /// With the variable, where that is in a file that rc.conf includes; only a resolver could tell what is not certain.
    case rcConf(InterfaceName, TunnelEnds, included: String?, isCertain: Bool)
    case store(InterfaceName, TunnelEnds, TunnelRemoval)
    case hostnameFile(HostPath, InterfaceName, TunnelEnds)
  }
}
