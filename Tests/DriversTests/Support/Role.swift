import Drivers
import Model

/// A host of the sample cluster, as the played one that the scripts and steps are run on.
enum Role: String, CaseIterable, Sendable {
  case director, realserver

  var intent: HostIntent { self == .director ? Sample.directorIntent() : Sample.realserverIntent() }
  func host() throws -> PlayedHost {
    try PlayedHost(address: self == .director ? "198.51.100.10" : "203.0.113.21")
  }

  /// What is wanted of the host as it comes.
  func desired() throws -> HostState { try (self == .director ? Self.directorState : Self.realserverState).get() }
  private static let directorState = Result {
    try Sample.desired(Role.director.intent, on: Role.director.host().observe())
  }
  private static let realserverState = Result {
    try Sample.desired(Role.realserver.intent, on: Role.realserver.host().observe())
  }

  func script() throws -> String {
    guard case .regular(let content, .script) = try desired().boot.files["/etc/culvert/boot"] else {
      throw Missing.script
    }
    return String(decoding: content, as: UTF8.self)
  }

  enum Missing: Error { case script }
}
