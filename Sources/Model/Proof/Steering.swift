/// A connection that a director is to send to one realserver, whatever its table says.
package struct SteeredConnection: Hashable, Sendable {
  /// The number that the director tells it by; where it goes among the bits of a packet's mark the host decides.
  package var mark: UInt32
  package var path: DataPath
  /// The prober's end.
  package var source: Endpoint

  package init(mark: UInt32, path: DataPath, source: Endpoint) {
    self.mark = mark
    self.path = path
    self.source = source
  }
}

/// What a host does for a while only, and takes back by itself.
package struct HeldWork: Hashable, Sendable {
  package var forward: [Command]
  /// Shows what came of it, before it is taken back.
  package var look: Command
  /// Takes back whatever was done of it.
  package var backward: [Command]

  package init(forward: [Command], look: Command, backward: [Command]) {
    self.forward = forward
    self.look = look
    self.backward = backward
  }
}

/// What a director has seen of a steered connection.
package struct SteeringCount: Hashable, Sendable {
  /// Packets that came to it.
  package var packets: Int
  /// Connections that ip_vs took up: 0 or 1, unless it was tried again.
  package var connections: Int

  package init(packets: Int = 0, connections: Int = 0) {
    self.packets = packets
    self.connections = connections
  }
}
