import Foundation
import Testing

@testable import Lab

/// What netstat, route get and kstat of the Solaris personalities make of a Linux kernel's numbers: the scripts themselves,
/// run here upon files that such a kernel could have.
@Suite struct SolarisCountersTests {
  @Test(arguments: ["solaris10", "illumos"])
  func `the kernel's numbers under Solaris' names`(system: String) async throws {
    let guest = try PlayedGuest(system)
    defer { guest.remove() }
    let transcript = try Transcript("\(system)-counters", [:])
    let said = try await transcript.replayed { input in
      try await RunningProcess(
        ["/usr/bin/bash", "-s"], environment: ["PATH": guest.path], input: input, timeout: .seconds(60)
      ).wait().stdout
    }
    #expect(said.count == transcript.entries.count)
    for (expected, entry) in zip(transcript.entries, said) { #expect("\(entry)" == "\(expected)") }
  }
}

/// A folder that has for the personality's scripts what a guest has: of the kernel, of the system, of the host.
private struct PlayedGuest {
  private let folder: URL
  let path: String

  init(_ system: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-\(system)-\(UUID())")
    path = "\(folder.path(percentEncoded: false))/bin:/usr/bin:/bin"
    try make("system", "state", "linux/sbin", "bin")
    try Data("\(system)\n".utf8).write(to: folder.appending(path: "system/name"))
    try copyKernel(system)
    try writeScripts()
    for command in ["netstat", "route", "kstat"] {
      try link("bin/\(command)", to: folder.appending(path: "system/solaris-\(command).sh").path(percentEncoded: false))
    }
    for command in ["bash", "sort"] { try link("linux/bin/\(command)", to: "/usr/bin/\(command)") }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private func make(_ names: String...) throws {
    for name in names {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
  }

  private func link(_ name: String, to target: String) throws {
    let place = folder.appending(path: name)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: place.path(percentEncoded: false), withDestinationPath: target)
  }

  /// On illumos the loopback has IPv6.
  private func copyKernel(_ system: String) throws {
    let fixture = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/solaris-kernel")
    for (from, to) in [
      ("proc", "linux/proc"), ("bin/ip", "linux/sbin/ip"), ("bin/tc", "linux/sbin/tc"), ("hosts", "hosts"),
      ("services", "services"),
    ] {
      try FileManager.default.copyItem(at: fixture.appending(path: from), to: folder.appending(path: to))
    }
    let state = try String(contentsOf: fixture.appending(path: "net"), encoding: .utf8)
    try Data((state + (system == "illumos" ? "N[lo0,v6]=1\n" : "")).utf8).write(to: folder.appending(path: "state/net"))
  }

  private func writeScripts() throws {
    let here = folder.path(percentEncoded: false)
    for (name, bytes) in LabFiles.solaris where name.hasSuffix(".sh") {
      var text = String(decoding: bytes, as: UTF8.self).replacing("/boot/culvert-lab", with: here)
      text.replace("/var/log/personality", with: "\(here)/personality")
      for file in ["hosts", "services"] { text.replace("/etc/\(file)", with: "\(here)/\(file)") }
      let place = folder.appending(path: "system/\(name)")
      try Data(text.utf8).write(to: place)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path(percentEncoded: false))
    }
  }
}
