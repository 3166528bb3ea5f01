import Foundation
import TestSupport
import Testing

@testable import Lab

/// culvert-lab's verbs, on a lab that it brought up itself.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(2)))
struct VerbTests {
  private var name: String { BusyMachine.name }

  @Test func `nothing that this machine does at boot happens in a guest`() async throws {
    let up = try await BusyMachine.up
    try #require(up.succeeded, "\(up.stderr)")
    #expect(up.stderr.contains("\nlb1: up after "))
    let lab = try Lab.attach(name)
    try await onEach(["lb1", "web1"]) { host in
      let look = "ls /run/acted /usr/local/bin; sysctl -n net.ipv4.conf.all.rp_filter; lsmod | grep -c dummy"
      let traces = try await lab.exec(host, look)
      #expect(traces.stdout == "/usr/local/bin:\n0\n0\n")
      let modules = try await lab.exec(host, "modprobe ipip && ipvsadm -Sn")
      #expect(modules.succeeded && modules.stdout == "")
      let admin = try await lab.controller(["ssh", "-F", lab.sshConfigPath, "-l", "admin", host, "id -un"])
      #expect(admin.stdout == "admin\n", "where there is sudo, there is an admin")
    }
    #expect(try await lab.exec("lb1", "systemctl is-system-running").stdout == "running\n")
  }

  @Test func `each verb does what it says`() async throws {
    try #require(try await BusyMachine.up.succeeded)
    let exec = try await LabExecutable.run("exec", "--name", name, "web1", "cat; exit 7", input: "typed")
    #expect([exec.stdout, String(exec.status)] == ["typed", "7"])
    #expect(try await LabExecutable.run("client", "--name", name, "curl", "-s", "web1").stdout == "web1\n")
    let ssh = "ssh -F \"$CULVERT_LAB_SSH_CONFIG\" \"$CULVERT_LAB_LB1\" hostname; pwd"
    let here = FileManager.default.currentDirectoryPath
    #expect(try await LabExecutable.run("run", "--name", name, "sh", "-c", ssh).stdout == "lb1\n\(here)\n")
    #expect(
      try await LabExecutable.run("env", "--name", name).stdout.contains("export CULVERT_LAB_VIP='198.18.101.80'\n"))
    #expect(try await LabExecutable.run("reboot", "--name", name, "web1").succeeded)
    #expect(try await LabExecutable.run("power-cut", "--name", name, "web1").succeeded)
    #expect(try await LabExecutable.run("list").stdout.contains("  web1  198.18.1.21  sysv  off\n"))
    #expect(try await LabExecutable.run("boot", "--name", name, "web1").succeeded)
    #expect(try await LabExecutable.run("down", "--name", name).succeeded)
    let after = try await LabExecutable.run("exec", "--name", name, "web1", "true")
    #expect(after.stderr.hasPrefix("Error: lab '\(name)': is not up: "))
    #expect(after.status == 1)
  }
}
