/// A story told in a lab: each command is shown before it runs, then what it said.
package struct Scenario: Sendable {
  /// Where it happens.
  package let lab: Lab
  private let show: @Sendable (String) -> Void

  /// A story whose lines go to `show`.
  package init(_ lab: Lab, show: @escaping @Sendable (String) -> Void = { print($0) }) {
    self.lab = lab
    self.show = show
  }

  /// Shows a line of prose.
  package func say(_ text: String) { show("# " + text) }

  /// Runs a command in a guest.
  @discardableResult
  package func on(_ host: String, _ command: String, expecting status: Int32 = 0) async throws -> ProcessOutput {
    try await step("\(host)# \(command)", expecting: status) { try await lab.exec(host, command) }
  }

  /// Runs a command where the client is.
  @discardableResult
  package func client(_ arguments: String..., expecting status: Int32 = 0) async throws -> ProcessOutput {
    let line = "client$ " + arguments.joined(separator: " ")
    return try await step(line, expecting: status) { try await lab.client(arguments) }
  }

  /// Runs a line of shell where the client is.
  @discardableResult
  package func client(shell line: String, expecting status: Int32 = 0) async throws -> ProcessOutput {
    try await step("client$ " + line, expecting: status) {
      try await lab.client(["sh", "-c", line], timeout: .seconds(120))
    }
  }

  /// Runs a command where the controller is.
  @discardableResult
  package func controller(
    _ arguments: [String], environment: [String: String] = [:], expecting status: Int32 = 0
  ) async throws -> ProcessOutput {
    let line = "$ " + arguments.joined(separator: " ")
    return try await step(line, expecting: status) {
      try await lab.controller(arguments, environment: environment)
    }
  }

  private func step(
    _ line: String, expecting status: Int32, _ body: () async throws -> ProcessOutput
  ) async throws -> ProcessOutput {
    show(line)
    let output = try await body()
    for line in (output.stdout + output.stderr).split(whereSeparator: \.isNewline) { show("  " + line) }
    guard output.status == status else { throw LabError.failed(command: line, output: output) }
    return output
  }
}
