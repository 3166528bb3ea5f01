import Foundation

/// Signatures of saved plans by ssh-keygen(1), for a plan that crosses machines: `FILE.sig` beside `FILE`.
enum PlanSignature {
  /// What a signature is for, so that one of another file or message is none of a plan.
  static let namespace = "culvert-plan"

  static func file(of plan: String) -> String { plan + ".sig" }

  /// Signs a plan with a private key, or with the public key of one that an agent has.
  static func sign(_ plan: [UInt8], of path: String, with key: String) throws(LocalFile.Problem) {
    let signed = try run(["-Y", "sign", "-f", key, "-n", namespace], input: plan, about: path)
    guard signed.status == 0 else {
      throw LocalFile.Problem(path: path, reason: "cannot sign it with \(key): \(signed.errors)")
    }
    try LocalFile.write(signed.output, to: file(of: path))
  }

  /// Requires that one of these keys has signed the plan: `keys` is an allowed signers file (ssh-keygen(1)) or a public key.
  static func require(_ plan: [UInt8], of path: String, by keys: String) throws(LocalFile.Problem) {
    let signature = file(of: path)
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-signers-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch { throw LocalFile.Problem(path: folder.path, reason: "cannot create it") }
    defer { try? FileManager.default.removeItem(at: folder) }
    let signers = folder.appending(path: "signers").path
    try LocalFile.write(Data(try allowed(keys).utf8), to: signers)
    // ssh-keygen opens it twice: the bytes that were read are what is asked about.
    let copy = folder.appending(path: "signature").path
    try LocalFile.write(Data(try LocalFile.read(signature, atMost: 1 << 16)), to: copy)
    let found = try run(["-Y", "find-principals", "-s", copy, "-f", signers], input: [], about: path)
    let names = String(decoding: found.output, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard found.status == 0, let name = names.first else {
      throw LocalFile.Problem(path: path, reason: "refused: no key in \(keys) has signed it")
    }
    let verified = try run(
      ["-Y", "verify", "-f", signers, "-I", String(name), "-n", namespace, "-s", copy], input: plan, about: path)
    guard verified.status == 0 else {
      throw LocalFile.Problem(path: path, reason: "refused: its signature is not right: \(verified.errors)")
    }
  }

  /// The lines of an allowed signers file; of a public key one is made, for plans only.
  private static func allowed(_ path: String) throws(LocalFile.Problem) -> String {
    let text = String(decoding: try LocalFile.read(path, atMost: 1 << 20, isOrder: true), as: UTF8.self)
    let isKey = ["ssh-", "ecdsa-", "sk-"].contains { text.hasPrefix($0) }
    return isKey ? "* namespaces=\"\(namespace)\" \(text)" : text
  }

  private struct Ran {
    let status: Int32
    let output: Data
    let errors: String
  }

  private static func run(_ words: [String], input: [UInt8], about path: String) throws(LocalFile.Problem) -> Ran {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["ssh-keygen"] + words
    let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
    do {
      try process.run()
      // It reads all before it prints anything.
      try? stdin.fileHandleForWriting.write(contentsOf: Data(input))
      try? stdin.fileHandleForWriting.close()
      let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
      let errors = try stderr.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let text = String(decoding: errors.prefix(500), as: UTF8.self).replacing("\n", with: " ")
      return Ran(
        status: process.terminationStatus, output: output, errors: text.trimmingCharacters(in: .whitespaces))
    } catch { throw LocalFile.Problem(path: path, reason: "cannot run ssh-keygen: \(error.localizedDescription)") }
  }
}
