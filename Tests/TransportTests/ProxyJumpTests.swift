import Foundation
import Model
import Testing

@testable import Transport

@Suite("ProxyJump") struct ProxyJumpTests {
  /// The command for a jump, where ssh(1) finds the user's files by itself or not.
  private func command(_ config: String, host: String = "web1", isOfUser: Bool) throws -> (String, TemporaryFolder) {
    let folder = try TemporaryFolder()
    try folder.write(config, to: ".ssh/config")
    var environment = SSHEnvironment(
      home: folder.path, user: "me", systemFolder: folder.path("etc"), agentSocket: nil)
    environment.isOfUser = isOfUser
    let target = try SSHTarget(
      .web1, SSHAccess(address: SSHAddress(host)), config: SSHConfig(of: environment), environment: environment)
    return (try #require(target.proxy).command, folder)
  }

  @Test("an ssh that finds the files by itself is told no more than the way")
  func ownFiles() throws {
    let (command, _) = try command("ProxyJump a,me@b:2222\nHostName 2001:db8::1\n", isOfUser: true)
    #expect(command == "ssh -o BatchMode=yes -J a -W '[2001:db8::1]:22' ssh://me@b:2222")
  }

  @Test("with another HOME than that of passwd, the ssh that jumps is told the files, with whole paths")
  func otherHome() throws {
    let config = """
      Host web1
        ProxyJump gate
      Host gate
        HostName 192.0.2.9
        User jumper
        Port 2022
        IdentityFile ~/.ssh/jump_key
        CertificateFile ~/jump-cert.pub
        IdentityAgent ~/agent
      """
    let (command, folder) = try command(config, isOfUser: false)
    let home = folder.path
    let options = [
      "BatchMode=yes", "HostName=192.0.2.9", "Port=2022", "User=jumper",
      "'UserKnownHostsFile=\(home)/.ssh/known_hosts \(home)/.ssh/known_hosts2'", "IdentityFile=\(home)/.ssh/jump_key",
      "CertificateFile=\(home)/jump-cert.pub", "IdentityAgent=\(home)/agent",
    ]
    #expect(
      command == "ssh -F \(home)/.ssh/config " + options.map { "-o \($0)" }.joined(separator: " ")
        + " -W '[web1]:22' ssh://gate")
  }

  @Test("what the inventory's user and the hop say comes before the file")
  func hop() throws {
    let (command, folder) = try command("User late\nPort 9\nHost web1\nProxyJump me@[192.0.2.1]:7\n", isOfUser: false)
    #expect(!command.contains("Port=9") && !command.contains("User=late"))
    #expect(command.contains("-o HostName=192.0.2.1 "))
    #expect(command.contains("-o IdentityFile=\(folder.path)/.ssh/id_ed25519"))
    #expect(command.hasSuffix(" -W '[web1]:9' 'ssh://me@[192.0.2.1]:7'"))
  }

  @Test("each hop is told the files, and each finds its own tokens")
  func twoHops() throws {
    let (command, _) = try command("Host web1\nProxyJump a,b\n", isOfUser: false)
    #expect(command.ranges(of: "UserKnownHostsFile=").count == 2)
    #expect(command.contains("-W ") && command.hasSuffix(" -W '[web1]:22' ssh://b"))
    // The first hop's ssh is a ProxyCommand of the second's, which fills in where to go.
    #expect(command.contains("'[%h]:%p'") || command.contains("[%h]:%p"))
    #expect(!command.contains("%%"))
  }

  @Test("many hops with another HOME are an error and no command that grows for ever; ssh itself takes them all")
  func manyHops() throws {
    let config = "Host web1\nProxyJump \(Array(repeating: "a", count: 200).joined(separator: ","))\n"
    let problem = #expect(throws: FileProblem.self) { try command(config, isOfUser: false) }
    #expect(problem?.line == 2)
    #expect(problem?.reason.contains("jumps through 200 hosts is too long") == true)
    #expect(try command(config, isOfUser: true).0.utf8.count < 1000)
  }
}
