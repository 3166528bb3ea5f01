import Foundation
import Lab
import Testing

/// What is done to a host, or to culvert, while the host's agent stands at a point.
enum LabFault: String, CaseIterable, Sendable {
  case controllerKilled = "culvert is killed"
  case interrupted = "the operator presses ctrl-C"
  case agentHungUp = "the agent gets SIGHUP"
  case agentTerminated = "the agent gets SIGTERM"
  case agentKilled = "the agent gets SIGKILL"
  case connectionReset = "the connection is cut"
  case silence = "the network is silent for eight seconds"
  case powerCut = "the host loses its power"
  case otherHostDies = "another host loses its power"
  case readOnly = "the disk becomes read-only"
  case diskFull = "the disk is full"
  case watchdogKilled = "the watchdog is killed"
  case sshdRestarted = "sshd is restarted"
  case secondOperator = "a second operator starts"
  case clockForward = "the clock is set an hour ahead"
  case clockBack = "the clock is set back an hour"
  case hangs = "the command hangs"

  /// What is told of it afterwards.
  struct Told: Sendable {
    /// What the second operator got.
    var second: Int32?
  }

  func strike(_ host: String, _ cluster: ClusterLab, _ culvert: RunningProcess) async throws -> Told {
    var told = Told()
    switch self {
    case .controllerKilled: await culvert.signal(SIGKILL)
    case .interrupted: await culvert.signal(SIGINT)
    case .agentHungUp: try await cluster.underneathSignal(host, "HUP")
    case .agentTerminated: try await cluster.underneathSignal(host, "TERM")
    case .agentKilled: try await cluster.underneathSignal(host, "KILL")
    case .connectionReset:
      // The nearest sshd above the agent is that of its session.
      _ = try await cluster.lab.exec(
        host,
        """
        read p </run/points/reached
        while [ "$p" -gt 1 ] && ! grep -q sshd /proc/$p/comm; do p=$(awk '$1 == "PPid:" { print $2 }' /proc/$p/status); done
        [ "$p" -gt 1 ] && kill -9 "$p"
        """)
    case .silence:
      // What holds the agent is let go from within.
      _ = try await cluster.lab.exec(host, "(sleep 1; rm -f /run/points/reached) >/dev/null 2>&1 </dev/null &")
      try await cluster.link(host, "nomaster")
      try await Task.sleep(for: .seconds(8))
      try await cluster.link(host, "master", try cluster.bridge(host))
    case .powerCut:
      try await cluster.lab.powerCut(host)
      try await cluster.lab.boot(host)
    case .otherHostDies: try await cluster.lab.powerCut(host == "web2" ? "web1" : "web2")
    case .readOnly:
      _ = try await cluster.lab.exec(host, "mount -o remount,ro / 2>/dev/null || echo u >/proc/sysrq-trigger")
    case .diskFull: _ = try await cluster.lab.exec(host, "cat /dev/zero >/root/full 2>/dev/null; sync")
    case .watchdogKilled:
      _ = try await cluster.lab.exec(host, "kill -9 $(cat $(ls -td /var/lib/culvert/tx/*/guard | head -1))")
    case .sshdRestarted: _ = try await cluster.lab.exec(host, "kill -HUP $(pgrep -o -x sshd)")
    case .secondOperator: told.second = try await cluster.culvert("up", "--yes").status
    case .clockForward: _ = try await cluster.lab.exec(host, "date -s @$(($(date +%s) + 3600))")
    case .clockBack: _ = try await cluster.lab.exec(host, "date -s @$(($(date +%s) - 3600))")
    case .hangs:
      // For longer than it is waited for.
      while try await cluster.lab.exec(host, "read p </run/points/reached && kill -0 $p").status == 0, culvert.isRunning
      {
        try await Task.sleep(for: .seconds(1))
      }
    }
    return told
  }

  /// Brings back what does not come back by itself.
  func mend(_ host: String, _ cluster: ClusterLab) async throws {
    switch self {
    case .otherHostDies: try await cluster.lab.boot(host == "web2" ? "web1" : "web2")
    case .readOnly:
      // The kernel refuses it where files that had been removed were still open, and then it takes a new start.
      if try await cluster.lab.exec(host, "mount -o remount,rw /").status != 0 {
        try await cluster.lab.powerCut(host)
        try await cluster.lab.boot(host)
      }
    case .diskFull: _ = try await cluster.lab.exec(host, "rm -f /root/full")
    case .clockForward: _ = try await cluster.lab.exec(host, "date -s @$(($(date +%s) - 3600))")
    case .clockBack: _ = try await cluster.lab.exec(host, "date -s @$(($(date +%s) + 3600))")
    default: break
    }
  }
}

extension ClusterLab {
  fileprivate func underneathSignal(_ host: String, _ signal: String) async throws {
    _ = try await lab.exec(host, "read p </run/points/reached && kill -\(signal) $p")
  }

  /// A guest whose bridge has lost its port hears nothing and is heard by nobody, and knows nothing of it.
  fileprivate func link(_ host: String, _ words: String...) async throws {
    _ = try await lab.controller(["ip", "link", "set", "tap-\(host)"] + words)
  }

  fileprivate func bridge(_ host: String) throws -> String { "br\(try lab.address(of: host).split(separator: ".")[2])" }
}
