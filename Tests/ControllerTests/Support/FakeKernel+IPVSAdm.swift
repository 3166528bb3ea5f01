/// ipvsadm(8) 1.31.
extension FakeKernel {
  mutating func ipvsadm(_ words: ArraySlice<String>) throws(Ran) {
    let words = Array(words)
    guard words.count >= 3, ["-t", "-u", "-f"].contains(words[1]) else {
      throw Ran(status: 2, text: "Try `ipvsadm -h'")
    }
    try load("ip_vs")
    let key = "\(words[1]) \(words[2])"
    let options = Array(words.dropFirst(3))
    switch words[0] {
    case "-A":
      guard services[key] == nil else { throw Ran(status: 255, text: "Service already exists") }
      services[key] = try service(options)
    case "-E":
      guard let old = services[key] else { throw Ran(status: 255, text: "No such service") }
      services[key] = try service(options)
      services[key]?.destinations = old.destinations
    case "-D":
      guard services.removeValue(forKey: key) != nil else { throw Ran(status: 255, text: "No such service") }
    case "-a", "-e", "-d": try destination(words[0], key, options)
    default: throw Ran(status: 2, text: "Try `ipvsadm -h' for more information.")
    }
  }

  /// `-E` replaces everything: what is not named is at its default.
  private func service(_ options: [String]) throws(Ran) -> Service {
    var service = Service()
    var words = options[...]
    while let option = words.popFirst() {
      switch option {
      case "-s": service.scheduler = words.popFirst() ?? ""
      case "-p": service.persistence = words.popFirst().flatMap { Int($0) } ?? 360
      case "-M": service.mask = words.popFirst()
      case "-b": service.flags = words.popFirst()
      case "-o": service.onePacket = true
      default: throw Ran(status: 2, text: "unexpected argument \(option)")
      }
    }
    let known = ["rr", "wrr", "lc", "wlc", "sh", "mh"].contains(service.scheduler)
    guard known else { throw Ran(status: 255, text: "Scheduler or persistence engine not found") }
    return service
  }

  private mutating func destination(_ verb: String, _ key: String, _ options: [String]) throws(Ran) {
    guard options.count >= 2, options[0] == "-r" else { throw Ran(status: 2, text: "Need a destination") }
    guard services[key] != nil else { throw Ran(status: 255, text: "Service not defined") }
    let made = try values(Array(options.dropFirst(2)))
    let name = verb == "-d" ? options[1] : realserver(options[1], of: key, made.forwarding)
    let isThere = services[key]?.destinations[name] != nil
    guard isThere == (verb != "-a") else {
      throw Ran(status: 255, text: isThere ? "Destination already exists" : "No such destination")
    }
    services[key]?.destinations[name] = verb == "-d" ? nil : made
  }

  /// For tunneling the program silently puts the service's port in the place of the realserver's.
  private func realserver(_ text: String, of key: String, _ forwarding: String) -> String {
    guard forwarding != "-m", !key.hasPrefix("-f"), let port = key.split(separator: ":").last,
      let host = text.split(separator: ":").first
    else { return text }
    return "\(host):\(port)"
  }

  private func values(_ options: [String]) throws(Ran) -> Destination {
    var destination = Destination()
    var words = options[...]
    while let option = words.popFirst() {
      switch option {
      case "-i", "-g", "-m": destination.forwarding = option
      case "-w": destination.weight = words.popFirst().flatMap { Int($0) } ?? -1
      case "-x": destination.upper = words.popFirst().flatMap { Int($0) } ?? -1
      case "-y": destination.lower = words.popFirst().flatMap { Int($0) } ?? -1
      default: throw Ran(status: 2, text: "unexpected argument \(option)")
      }
    }
    guard destination.weight >= 0 else { throw Ran(status: 2, text: "illegal weight specified") }
    guard destination.lower <= destination.upper else {
      throw Ran(status: 255, text: "Numerical result out of range")
    }
    return destination
  }
}
