import ArgumentParser
import Foundation
import Model
import Transport

struct Fan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Log in on each host, run one command there, and log out: the least that a tool over SSH can do.",
    shouldDisplay: false)

  @Option(help: "A file with an address a line.")
  var hosts = "hosts"

  @Option(help: "How many hosts are spoken to at once.")
  var fanout = 64

  @Argument(help: "The command.")
  var command = "true"

  func run() async throws {
    let lines = try String(contentsOfFile: hosts, encoding: .utf8).split(separator: "\n")
    let targets = try lines.enumerated().map { number, line in
      (name: try HostName("h\(number)"), access: SSHAccess(address: try SSHAddress(String(line))))
    }
    let connector = try SSHConnector()
    let asked = RemoteCommand(command, timeout: .seconds(60))
    let failures = await Fanout(atMost: fanout).map(targets) { target -> TransportError? in
      do throws(TransportError) {
        let connection = try await connector.connect(to: target.name, access: target.access)
        _ = try await connection.run(asked)
        await connection.close()
        return nil
      } catch { return error }
    }.compactMap(\.self)
    for failure in failures { FileHandle.standardError.write(Data("\(failure)\n".utf8)) }
    if !failures.isEmpty { throw ExitCode.failure }
  }
}
