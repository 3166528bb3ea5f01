import Foundation

@testable import Lab

/// A lab that `culvert-lab up` brought up where this machine's /etc and /usr are full of services that must not act in
/// its guests: lb1 on systemd, web1 on SysV init.
enum BusyMachine {
  static let name = SharedLab.name("busy")

  private static let starting = Task {
    let arguments = [
      "/usr/bin/unshare", "--mount", "--propagation", "private", "bash", "-euc", script, "busy", LabExecutable.path,
      "up",
      "--name", name, "--realservers", "1", "--init", "web1=sysv", "--ttl", "60",
    ]
    let up = try RunningProcess(arguments, environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    return await up.wait()
  }

  /// What `up` said.
  static var up: ProcessOutput {
    get async throws { try await starting.value }
  }

  /// Puts overlays over /etc and /usr, seen only by the command it then becomes.
  ///
  /// What acts leaves /run/acted.
  private static let script = #"""
    mount -t tmpfs tmpfs /mnt
    mkdir /mnt/{etc,etc.work,usr,usr.work}
    for d in etc usr; do
      mount -t overlay -o "lowerdir=/$d,upperdir=/mnt/$d,workdir=/mnt/$d.work" overlay "/$d"
    done
    unit='[Service]\nType=oneshot\nExecStart=/usr/bin/touch /run/acted\n'
    for d in etc/systemd/system usr/lib/systemd/system; do
      printf "$unit" >"/$d/busy-${d%%/*}.service"
      mkdir -p "/$d/multi-user.target.wants" "/$d/ssh.service.d"
      ln -s "../busy-${d%%/*}.service" "/$d/multi-user.target.wants/"
      printf '[Service]\nExecStartPre=/usr/bin/touch /run/acted\n' >"/$d/ssh.service.d/busy.conf"
    done
    for d in etc usr/lib; do
      mkdir -p "/$d"/{sysctl.d,modules-load.d,tmpfiles.d,modprobe.d}
      echo net.ipv4.conf.all.rp_filter=1 >"/$d/sysctl.d/99-busy.conf"
      echo dummy >"/$d/modules-load.d/busy.conf"
      echo 'f /run/acted' >"/$d/tmpfiles.d/busy.conf"
      echo 'install ipip /bin/false' >"/$d/modprobe.d/busy.conf"
    done
    for f in /etc/init.d/busy /etc/rc.local /usr/lib/systemd/system-generators/busy /usr/local/bin/busy; do
      printf '#!/bin/sh\ntouch /run/acted\n' >"$f"
      chmod +x "$f"
    done
    ln -s ../init.d/busy /etc/rc2.d/S99busy
    echo 'AUTO="true"' >/etc/default/ipvsadm
    echo 'A -t 192.0.2.1:80 -s rr' >/etc/ipvsadm.rules
    echo '* * * * * root touch /run/acted' >/etc/cron.d/busy
    [ -x /usr/bin/sudo ] || cp /usr/bin/true /usr/bin/sudo
    exec "$@"
    """#
}

/// culvert-lab, built beside the test bundle.
enum LabExecutable {
  static var path: String {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appending(path: "culvert-lab").path(
      percentEncoded: false)
  }

  /// Runs it.
  static func run(_ arguments: String..., input: String? = nil) async throws -> ProcessOutput {
    let environment = ProcessInfo.processInfo.environment
    return try await RunningProcess([path] + arguments, environment: environment, input: input).wait()
  }
}
