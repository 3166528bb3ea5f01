/// One difference between two states of a host.
///
/// It names the thing and says what it was and what it is to be, so that it can be shown, applied, checked and turned
/// round without looking at anything else.
package enum Change: Hashable, Codable, Sendable {
  case tunnel(InterfaceName, Delta<Tunnel>)
  case address(InterfaceAddress, Delta<Present>)
  case setting(SettingName, Delta<SettingValue>)
  case mss(ServiceKey, Delta<SegmentSize>)
  case service(ServiceKey, Delta<VirtualService>)
  case destination(DestinationKey, Delta<Destination>)
  case bootTunnel(InterfaceName, Delta<Tunnel>)
  case file(HostPath, Delta<BootFile>)
  case ownership(Delta<Ownership>)

  /// The value of a thing that has none: it is there or it is not.
  package enum Present: String, Codable, Sendable { case present }

  /// The change back.
  package var inverted: Change {
    switch self {
    case .tunnel(let name, let delta): .tunnel(name, delta.inverted)
    case .address(let address, let delta): .address(address, delta.inverted)
    case .setting(let name, let delta): .setting(name, delta.inverted)
    case .mss(let key, let delta): .mss(key, delta.inverted)
    case .service(let key, let delta): .service(key, delta.inverted)
    case .destination(let key, let delta): .destination(key, delta.inverted)
    case .bootTunnel(let name, let delta): .bootTunnel(name, delta.inverted)
    case .file(let path, let delta): .file(path, delta.inverted)
    case .ownership(let delta): .ownership(delta.inverted)
    }
  }

  /// Whether it adds, changes or removes its thing.
  package var kind: ChangeKind {
    switch self {
    case .tunnel(_, let delta): delta.kind
    case .address(_, let delta): delta.kind
    case .setting(_, let delta): delta.kind
    case .mss(_, let delta): delta.kind
    case .service(_, let delta): delta.kind
    case .destination(_, let delta): delta.kind
    case .bootTunnel(_, let delta): delta.kind
    case .file(_, let delta): delta.kind
    case .ownership: .change
    }
  }

  /// Which face of the host it changes.
  package var face: Face {
    switch self {
    case .tunnel, .address, .setting, .mss, .service, .destination: .live
    case .bootTunnel, .file: .boot
    case .ownership: .record
    }
  }

  /// The faces of a host's state.
  package enum Face: String, Codable, Sendable {
    case live, boot, record
  }
}

/// What a value was and what it is to be; nil is absence.
package struct Delta<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
  package var from: Value?
  package var to: Value?

  package init(from: Value?, to: Value?) {
    self.from = from
    self.to = to
  }

  package var inverted: Delta { Delta(from: to, to: from) }

  package var kind: ChangeKind {
    if from == nil { .add } else if to == nil { .remove } else { .change }
  }
}

/// What a change does to its thing.
package enum ChangeKind: String, Codable, Sendable {
  case add, change, remove
}

extension Change {
  /// The thing that it is about.
  package var subject: Subject {
    switch self {
    case .tunnel(let name, _): .tunnel(name)
    case .bootTunnel(let name, _): .storedTunnel(name)
    case .address(let address, _): .interfaceAddress(address)
    case .setting(let name, _): .setting(name)
    case .mss(let key, _): .mss(key)
    case .service(let key, _): .service(key)
    case .destination(let key, _): .destination(key)
    case .file(let path, _): .file(path)
    case .ownership: .record
    }
  }

  /// The thing in words: `tunnel lvs-lb1`.
  package var thing: String { subject.description }
}
