import ArgumentParser
import Foundation
import HostAgent
import Model

extension BecomePassword {
  /// Asks for the password on the terminal, without showing it; where there is none, the first line of standard input is
  /// the password.
  ///
  /// No other way leads here: what is in arguments and environments others can read.
  /// - Throws: `ValidationError` if there is none.
  static func ask(for hosts: [Model.Host]) throws -> BecomePassword? {
    let count = hosts.count { $0.become == .sudo }
    guard count > 0 else { return nil }
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    defer { if terminal >= 0 { close(terminal) } }
    let text =
      terminal >= 0
      ? read(from: terminal, prompt: "sudo password for \(counted(count, "host")): ") : line(from: STDIN_FILENO)
    guard let text, let password = BecomePassword(text) else { throw ValidationError("no sudo password was given") }
    return password
  }

  private static func read(from terminal: Int32, prompt: String) -> String? {
    var settings = termios()
    guard tcgetattr(terminal, &settings) == 0 else { return nil }
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    // A signal that ends culvert leaves the terminal to the shell, which sets it right.
    tcsetattr(terminal, TCSAFLUSH, &silent)
    defer { tcsetattr(terminal, TCSAFLUSH, &settings) }
    write(terminal, prompt)
    defer { write(terminal, "\n") }
    return line(from: terminal)
  }

  /// Byte by byte: what follows on standard input is not the password's.
  private static func line(from descriptor: Int32) -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < 4096 {
      let count = Foundation.read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      if count <= 0 || byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  private static func write(_ terminal: Int32, _ text: String) {
    _ = text.withCString { Foundation.write(terminal, $0, strlen($0)) }
  }
}
