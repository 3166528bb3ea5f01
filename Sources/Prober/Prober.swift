import Model

/// Makes the connections by which a data path is proven; the seam at which tests put a network of their own.
package protocol Prober: Sendable {
  /// Takes a port of this machine for a connection to a VIP. Nothing is sent yet.
  /// - Throws: `ProberError`.
  func prepare(to vip: Endpoint) throws(ProberError) -> any ProbeConnection

  /// Where it is, for people.
  var place: String { get }

  /// Whether its connections have ports that are known before, so that a director tells one from another.
  var knowsPorts: Bool { get }
}

extension Prober {
  package var place: String { "this machine" }
  package var knowsPorts: Bool { true }
}

/// One connection, with a port of its own.
package protocol ProbeConnection: Sendable {
  /// The end on this machine.
  var source: Endpoint { get }

  /// The ends that it may have, where that is not known before.
  var sources: [Endpoint] { get }

  /// Connects, sends so many bytes, waits until the other side's kernel has taken them, and resets the connection.
  ///
  /// The program there need not read them. Each of the two steps is given `patience`. A connection is tried once.
  func attempt(upload: Upload, patience: Duration) async -> Attempt
}

extension ProbeConnection {
  package var sources: [Endpoint] { [source] }
}

/// What is sent over a proven path.
package enum Upload: Sendable {
  /// Nothing: the connection is made and ended.
  case none
  /// More than two packets of full size.
  case fullSize
}

/// Why no connection can be tried.
package struct ProberError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
