import Foundation

/// What a machine must have to run labs.
enum Requirements {
  /// A program a lab runs, or a file it needs, and the Debian package it comes with.
  private static let programs: [(path: String, package: String)] = [
    ("/usr/bin/linux.uml", "user-mode-linux"), ("/usr/bin/busybox", "busybox-static"), ("/usr/bin/curl", "curl"),
    ("/usr/bin/nsenter", "util-linux"), ("/usr/bin/ping", "iputils-ping"), ("/usr/bin/ps", "procps"),
    ("/usr/bin/ssh", "openssh-client"), ("/usr/bin/sudo", "sudo"), ("/usr/bin/doas", "opendoas"),
    ("/usr/bin/tcpdump", "tcpdump"),
    ("/usr/bin/ksh93", "ksh93u+m"), ("/usr/bin/lksh", "mksh"), ("/usr/bin/tcsh", "tcsh"),
    ("/usr/lib/systemd/systemd", "systemd"),
    ("/usr/sbin/ethtool", "ethtool"), ("/usr/sbin/ip", "iproute2"), ("/usr/sbin/ipvsadm", "ipvsadm"),
    ("/usr/sbin/mke2fs", "e2fsprogs"), ("/usr/sbin/modprobe", "kmod"), ("/usr/sbin/sshd", "openssh-server"),
    ("/usr/sbin/xtables-legacy-multi", "iptables"),
  ]

  /// The first reason why this machine cannot run a lab, with the way out; nil when it can.
  static func unmet() -> String? {
    missingPackages() ?? notRoot() ?? missingCapability() ?? noTun() ?? notMerged() ?? dynamicBusybox()
  }

  private static func missingPackages() -> String? {
    let missing = programs.filter { !FileManager.default.fileExists(atPath: $0.path) }
    guard !missing.isEmpty else { return nil }
    return "no \(missing.map(\.path).joined(separator: ", ")): "
      + "apt-get install \(missing.map(\.package).joined(separator: " "))"
  }

  private static func notRoot() -> String? {
    geteuid() == 0 ? nil : "it makes network namespaces and mounts: run it as root"
  }

  /// Root in a container is often not root: see capabilities(7).
  private static func missingCapability() -> String? {
    let needed = [(12, "CAP_NET_ADMIN"), (18, "CAP_SYS_CHROOT"), (19, "CAP_SYS_PTRACE"), (21, "CAP_SYS_ADMIN")]
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") }
    let effective = line.flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) } ?? 0
    guard let lacking = needed.first(where: { effective & (1 << UInt64($0.0)) == 0 }) else { return nil }
    return "root has no \(lacking.1) here: in a container, start that with --privileged"
  }

  private static func noTun() -> String? {
    FileManager.default.fileExists(atPath: "/dev/net/tun") ? nil : "no /dev/net/tun: modprobe tun"
  }

  private static func notMerged() -> String? {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/bin")
    return link == nil ? "/bin is not a link to /usr/bin: apt-get install usrmerge" : nil
  }

  private static func dynamicBusybox() -> String? {
    let head = FileHandle(forReadingAtPath: "/usr/bin/busybox")?.readData(ofLength: 4096) ?? Data()
    return head.range(of: Data("/ld-".utf8)) == nil
      ? nil : "busybox needs libraries, a guest starts without: apt-get install busybox-static"
  }
}
