import HostAgent
import Model

extension ProbeOutput {
  /// The name of the section that a single parser reads.
  static let section = "section"

  /// An output of one section that ended well.
  init(section bytes: [UInt8], name: String = Self.section) {
    self.init(sections: [Section(name: name, status: 0, text: String(decoding: bytes, as: UTF8.self))])
  }

  /// An output of several sections as an agent with the nonce `n` prints it.
  init(answer bytes: [UInt8]) {
    self = AgentAnswer(kept: String(decoding: bytes, as: UTF8.self)).output
  }
}

/// What a reader made of an output; nil where it refused it, with a message that fits on a screen.
func understood<Value>(_ read: () throws -> Value) throws -> Value? {
  do { return try read() } catch let error as ProbeError {
    try holdIsOneLine(error.description)
    try hold(error.description.utf8.count < 2000, "a message is \(error.description.utf8.count) bytes long")
    return nil
  }
}
