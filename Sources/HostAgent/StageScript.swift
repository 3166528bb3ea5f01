import Model

extension AgentScript {
  /// The agent's file, and the transaction's, each written by a command.
  static func stage(
    _ order: TransactionOrder, _ program: AgentProgram, _ nonce: Nonce
  ) throws(OrderError) -> [UInt8] {
    let stage = Command(
      "cv_stage", order.id.text, order.owner, String(order.created), String(order.deadline), order.part.rawValue)
    var bytes = Array("{\n\(opening("stage", program, nonce))\n\(stage.shellText) &&\n".utf8)
    for part in try parts(of: order) { bytes += part.put }
    return bytes + Array("cv_arm\ncv_say end\nexit\n} </dev/null\n".utf8)
  }

  /// The beginning of a script that leaves the agent on the host: writes its file, and reads it in.
  ///
  /// Where anybody but root could put another text in its place, nothing is written or read. Where that fails there are no functions yet to say so. Under a name of its own first: another controller may be doing
  /// the same at this moment.
  static func opening(_ verb: String, _ program: AgentProgram, _ nonce: Nonce) -> String {
    let mark = nonce.text
    return """
      umask 077
      cv_state=${CULVERT_STATE_DIR:-\(shellWord(program.stateFolder))}
      cv_agent=$cv_state/agent-\(shellWord(program.version))
      cv_new=$cv_agent.new.$$
      cv_decline() {
      printf '%%culvert \(mark) begin \(AgentAnswer.protocolVersion) \(verb)\\n'
      printf 'refused %s\\ntext %s\\n' "$1" "$2"
      printf '%%culvert \(mark) %s\\n' 'section result 0' end
      exit
      }
      \(program.trust)
      cv_is_trusted "$cv_state" || cv_decline untrusted "$cv_distrusted"
      mkdir -p "${cv_agent%/*}/tx" && cat >"$cv_new" <<'\(mark)' && mv -f "$cv_new" "$cv_agent" && . "$cv_agent" || {
      \(program.text)
      if [ "$#" -gt 0 ]; then cv_main "$@"; fi
      \(mark)
      rm -f "$cv_new"
      cv_decline state-directory "cannot write $cv_agent"
      }
      cv_nonce=\(mark)
      cv_say begin "$cv_protocol" \(verb)
      """
  }

  private static func parts(of order: TransactionOrder) throws(OrderError) -> [SentFile] {
    var parts = [SentFile(name: "steps", bytes: Array(stepsFile(order).utf8))]
    var list = ""
    for (index, file) in order.allFiles.enumerated() {
      let name = "boot/\(index + 1).new"
      switch file.file {
      case nil: list += "\(index + 1) absent - \(file.path)\n"
      case .link(let target):
        list += "\(index + 1) link - \(file.path)\n"
        parts.append(SentFile(name: name, bytes: Array("\(target)\n".utf8)))
      case .regular(let content, let mode):
        guard !content.contains(0) else { throw .nulByte(path: file.path) }
        list += "\(index + 1) regular \(mode.word) \(file.path)\n"
        parts.append(SentFile(name: name, bytes: content))
      case .folder(let mode): list += "\(index + 1) folder \(mode.word) \(file.path)\n"
      case .other: throw .notAFile(path: file.path)
      }
    }
    return parts + [SentFile(name: "boot/list", bytes: Array(list.utf8))]
  }
}

extension FileMode {
  /// As the agent writes it: `755`, or with an owner other than root `755:1000`.
  fileprivate var word: String { String(bits, radix: 8) + (owner == 0 ? "" : ":\(owner)") }
}

extension TransactionOrder {
  /// The boot files and, last, the agent's own record of what is culvert's.
  fileprivate var allFiles: [(path: String, file: BootFile?)] {
    let boot = files.map { ($0.path.text, $0.file) }
    guard let ownership else { return boot }
    let record: BootFile? =
      ownership.isEmpty ? nil : .regular(content: Array(ownership.recordText.utf8), mode: FileMode(0o600))
    return boot + [("ownership", record)]
  }
}

/// An order that cannot be put into a script.
package enum OrderError: Error, Hashable, Sendable, CustomStringConvertible {
  case nulByte(path: String)
  case notAFile(path: String)

  package var description: String {
    switch self {
    case .nulByte(let path): "\(path): the new file has a NUL byte, which no boot file has"
    case .notAFile(let path): "\(path): it is neither a file nor a link, and culvert makes no other things"
    }
  }
}

/// A file of a transaction on its way to the host; bytes, because a boot file need not be UTF-8.
private struct SentFile {
  let name: String
  let bytes: [UInt8]

  /// The shell text that writes it, without a process for it where printf is the shell's own.
  ///
  /// In pieces, because Linux gives a process no argument of 128 KiB or more.
  var put: [UInt8] {
    var words = Array("cv_put \(name)".utf8)
    for start in stride(from: 0, to: bytes.count, by: Self.pieceSize) {
      words.append(UInt8(ascii: " "))
      words += shellWord(bytes[start..<min(start + Self.pieceSize, bytes.count)])
    }
    return words + Array(" &&\n".utf8)
  }

  private static let pieceSize = 64 << 10
}
