/// How the guests are joined.
///
/// `routed`: directors, every realserver and the client have segments of their own behind a router, where the controller
/// runs. `flat`: all on one segment.
package enum Topology: String, Sendable, Codable, CaseIterable {
  case routed, flat
}

/// What a lab is made of.
package struct LabSpec: Sendable, Codable, Equatable {
  /// By this it is found again; labs of different names run side by side.
  package var name: String
  /// How the guests are joined.
  package var topology: Topology
  /// Directors and realservers; their numbers, and so their addresses, follow this order.
  package var guests: [GuestSpec]
  /// Seconds after which the lab takes itself down, whoever holds it.
  package var ttl: Int

  /// The lab of the tests and of the newcomer: `lb1` and `web1` on systemd, `web2` on SysV init, routed.
  package static let standard = LabSpec()

  /// The lab twin of `inventory/seed.yml`: a Linux director, a FreeBSD and a Solaris realserver, each in a network of its own.
  package static let seed: LabSpec = {
    var spec = LabSpec(name: "seed", realservers: 0)
    spec.guests = [
      GuestSpec(name: "director", role: .director),
      GuestSpec(name: "freebsd", role: .realserver, system: .freebsd13),
      GuestSpec(name: "solaris", role: .realserver, system: .solaris10),
    ]
    return spec
  }()

  /// One director `lb1` and realservers `web1`, `web2`, …, of which every second one has SysV init.
  package init(
    name: String = "lab", topology: Topology = .routed, directors: Int = 1, realservers: Int = 2, ttl: Int = 3600
  ) {
    self.name = name
    self.topology = topology
    self.ttl = ttl
    guests =
      (1...max(1, directors)).map { GuestSpec(name: "lb\($0)", role: .director) }
      + (0..<max(0, realservers)).map {
        GuestSpec(name: "web\($0 + 1)", role: .realserver, initStyle: $0 % 2 == 0 ? .systemd : .sysv)
      }
  }

  /// The guest of that name.
  package func guest(_ host: String) throws -> GuestSpec {
    guard let guest = guests.first(where: { $0.name == host }) else {
      throw LabError.unknownHost(lab: name, host: host, known: guests.map(\.name))
    }
    return guest
  }

  /// Throws if a lab cannot be built so.
  package func validate() throws {
    func isName(_ text: String, _ length: Int) -> Bool {
      text.wholeMatch(of: /[a-z][a-z0-9]*/) != nil && text.count <= length
    }
    func check(_ condition: Bool, _ what: String) throws {
      if !condition { throw LabError.badSpec(lab: name, what: what) }
    }
    try check(isName(name, 20), "its name is 1 to 20 lower-case letters or digits and begins with a letter")
    for guest in guests {
      try check(isName(guest.name, 10), "guest '\(guest.name)': a name is 1 to 10 lower-case letters or digits")
      try check(guest.name != "client", "'client' is the name of the lab's client")
    }
    try check(Set(guests.map(\.name)).count == guests.count, "two guests have the same name")
    try check(ttl > 0, "its time to live is above 0 seconds")
    for role in [Role.director, .realserver] {
      try check(guests.count { $0.role == role } <= 90, "there are at most 90 guests of a role")
    }
  }
}
