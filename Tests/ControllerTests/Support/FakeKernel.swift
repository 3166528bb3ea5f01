import Model

/// A small Linux kernel as the tools of its host show it: devices with addresses and settings, ipip tunnels, ip_vs.
///
/// Written from facts/linux.md (what `ip`, `ipvsadm` and /proc/sys do and print), not from what the driver sends.
struct FakeKernel: Hashable {
  struct Device: Hashable {
    var isUp = true
    var tunnel: TunnelEnds?
    var addresses: [InnerAddress] = []
    var conf = Conf()
  }

  struct TunnelEnds: Hashable {
    var mode = "ipip"
    var local: String
    var remote: String
  }

  /// The settings below net/ipv4/conf/DEVICE that matter here.
  struct Conf: Hashable {
    var values = ["rp_filter": 0, "arp_ignore": 0, "arp_announce": 0, "forwarding": 0]
  }

  struct Service: Hashable {
    var scheduler = "wlc"
    var persistence: Int?
    var mask: String?
    var flags: String?
    var onePacket = false
    var destinations: [String: Destination] = [:]
  }

  struct Destination: Hashable {
    var forwarding = "-g"
    var weight = 1
    var upper = 0
    var lower = 0
  }

  /// What a command prints, and its exit status.
  struct Ran: Error, Hashable {
    var status: Int
    var text: String

    static let done = Ran(status: 0, text: "")
  }

  var devices: [String: Device] = [:]
  /// `all` and `default`.
  var conf: [String: Conf] = ["all": Conf(), "default": Conf()]
  var acceptRedirects = 1
  /// Of ip_vs: there while that is loaded.
  var expiresNoDestination = 0
  var expiresQuiescentTemplates = 0
  var modules: Set<String> = []
  /// By protocol option and address, such as `-t 192.0.2.10:80`.
  var services: [String: Service] = [:]

  /// Without what a loaded module brings: that stays when a change is taken back.
  var withoutModules: FakeKernel {
    var kernel = self
    kernel.modules = []
    kernel.devices["tunl0"] = nil
    return kernel
  }

  /// Runs a command: a program of the host, or one of the agent's few functions.
  mutating func run(_ command: Command) -> Ran {
    let words = command.arguments[...]
    do throws(Ran) {
      switch words.first {
      case "ip": try ip(words.dropFirst())
      case "ipvsadm": try ipvsadm(words.dropFirst())
      case "set_setting" where words.count == 3: try set(words[1], words[2])
      case "set_forwarding" where words.count == 2: try setForwarding(words[1])
      case "load_module" where words.count == 2: try load(words[1])
      // The fake host has nobody else who configures interfaces.
      case "reserve_interface", "release_interface", "settle_devices": break
      default: throw Ran(status: 127, text: "\(command): not found")
      }
      return .done
    } catch { return error }
  }

  // MARK: - Modules and settings

  mutating func load(_ module: String) throws(Ran) {
    guard ["ipip", "ip_vs"].contains(module) else {
      throw Ran(status: 1, text: "modprobe: FATAL: Module \(module) not found")
    }
    guard modules.insert(module).inserted, module == "ipip" else { return }
    devices["tunl0"] = newDevice(TunnelEnds(local: "any", remote: "any"))
  }

  func newDevice(_ tunnel: TunnelEnds?) -> Device {
    Device(isUp: false, tunnel: tunnel, conf: conf["default"] ?? Conf())
  }

  private mutating func set(_ path: String, _ text: String) throws(Ran) {
    if path == "net/ipv4/vs/expire_nodest_conn", modules.contains("ip_vs"), let number = Int(text) {
      expiresNoDestination = number
      return
    }
    if path == "net/ipv4/vs/expire_quiescent_template", modules.contains("ip_vs"), let number = Int(text) {
      expiresQuiescentTemplates = number
      return
    }
    let parts = path.split(separator: "/").map(String.init)
    guard parts.count == 5, parts[0...2] == ["net", "ipv4", "conf"], value(of: parts[3], parts[4]) != nil,
      let number = Int(text)
    else { throw Ran(status: 1, text: "cannot create /proc/sys/\(path): Directory nonexistent") }
    setValue(of: parts[3], parts[4], number)
  }

  func value(of device: String, _ name: String) -> Int? { (conf[device] ?? devices[device]?.conf)?.values[name] }

  private mutating func setValue(of device: String, _ name: String, _ value: Int) {
    if conf[device] != nil { conf[device]?.values[name] = value } else { devices[device]?.conf.values[name] = value }
  }

  /// Writing ip_forward writes the forwarding of everything, and all/accept_redirects the other way round.
  private mutating func setForwarding(_ text: String) throws(Ran) {
    let words = text.split(separator: ",").map(String.init)
    guard let on = words.first.flatMap({ Int($0) }) else { throw Ran(status: 2, text: "Illegal number: \(text)") }
    acceptRedirects = 1 - on
    for name in conf.keys { setValue(of: name, "forwarding", on) }
    for name in devices.keys { setValue(of: name, "forwarding", on) }
    for exception in words.dropFirst() {
      let parts = exception.split(separator: "=").map(String.init)
      guard parts.count == 2, let value = Int(parts[1]) else { throw Ran(status: 1, text: "bad exception") }
      if parts[0] == "accept_redirects" { acceptRedirects = value } else { setValue(of: parts[0], "forwarding", value) }
    }
  }
}
