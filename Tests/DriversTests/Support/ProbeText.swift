import Drivers
import Model

extension ProbeOutput {
  /// An output of one section that ended well.
  static func section(_ name: String, _ text: String) -> ProbeOutput {
    ProbeOutput(sections: [.init(name: name, status: 0, text: text)])
  }

  /// A freshly installed Debian director (198.51.100.10) with all that it needs, as linux-probe.sh would describe it.
  static let director = ProbeOutput(
    sections: [
      ("system", "kernel 6.1.0-56-amd64\nuid 0\ninit systemd\nid debian\nversion 12"),
      ("tools", "ip\nipvsadm\nmodprobe\nod\nsed\nawk\napt-get"),
      ("modules", "ipip available\nip_vs available"),
      (
        "links",
        #"1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\"#
          + "\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UNKNOWN mode DEFAULT"
      ),
      ("tunnels", ""),
      (
        "addresses",
        #"1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever"# + "\n"
          + #"2: eth0    inet 198.51.100.10/24 scope global eth0\       valid_lft forever preferred_lft forever"#
      ),
      (
        "settings",
        """
        net/ipv4/conf/all/rp_filter 0
        net/ipv4/conf/eth0/rp_filter 1
        net/ipv4/conf/eth0/arp_ignore 0
        net/ipv4/conf/eth0/arp_announce 0
        net/ipv4/ip_forward 0
        """
      ),
      ("services", ""), ("thresholds", ""), ("rivals", ""), ("keepalived", ""), ("rc-links", ""),
      ("file:/etc/culvert/boot", "absent"),
    ].map { Section(name: $0.0, status: 0, text: $0.1) })

  /// The same with another text in one section.
  func with(_ name: String, _ text: String, status: Int = 0) -> ProbeOutput {
    var output = self
    let section = Section(name: name, status: status, text: text)
    if let place = output.sections.firstIndex(where: { $0.name == name }) {
      output.sections[place] = section
    } else {
      output.sections.append(section)
    }
    return output
  }

  func without(_ name: String) -> ProbeOutput { ProbeOutput(sections: sections.filter { $0.name != name }) }
}

/// The section and the line of an error that says what could not be read, or nil where nothing is thrown.
func unreadable(_ body: () throws -> Void) -> String? {
  do { try body() } catch ProbeError.unreadable(let section, let line, _) { return "\(section): \(line)" } catch {
    return "\(error)"
  }
  return nil
}
