import Model

/// The lines of the inventory that the resources come from, and of the hosts that they join this one to.
extension Ownership {
  var originLines: [String] {
    let inventory = origin.map { origin in
      let name = origin.cluster?.text ?? "-"
      return "inventory \(name) \(escaped(origin.owner)) \(origin.since) \(escaped(origin.file))"
    }
    return [inventory].compactMap(\.self) + peers.map { "peer \($0) \($1.recordWords)" }
  }
}

extension Origin {
  /// The words of a line.
  init(recordWords words: [String]) throws(InvalidValue) {
    guard let since = seconds(words[3]), let owner = unescaped(words[2]), let file = unescaped(words[4]) else {
      throw Ownership.unknown(words)
    }
    self.init(
      cluster: words[1] == "-" ? nil : try ClusterName(words[1]), file: file, owner: owner, since: since)
  }
}

extension PeerHost {
  var recordWords: String {
    let words = [
      address.text, system.rawValue, until.map(String.init) ?? "-", become.rawValue, login.text, port?.text ?? "-",
      user?.text ?? "-",
    ]
    return words.joined(separator: " ")
  }

  /// The words of a line.
  init(recordWords words: [String]) throws(InvalidValue) {
    guard let system = OperatingSystem(rawValue: words[3]), let become = Become(rawValue: words[5]) else {
      throw Ownership.unknown(words)
    }
    let until = words[4] == "-" ? nil : seconds(words[4])
    guard until != nil || words[4] == "-" else { throw Ownership.unknown(words) }
    self.init(
      address: try .init(words[2]), system: system, become: become, login: try .init(words[6]),
      port: words[7] == "-" ? nil : try .init(words[7]), user: words[8] == "-" ? nil : try .init(words[8]),
      until: until)
  }
}

/// The text as one word of a record: bytes that are no letter, digit or `/._@+:,=-` as `%` and two hexadecimal digits.
private func escaped(_ text: String) -> String {
  let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._@+:,=-".utf8)
  let digits = Array("0123456789ABCDEF")
  let word = text.utf8.map { byte in
    plain.contains(byte)
      ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
  }
  return word.isEmpty ? "%" : word.joined()
}

/// The text of such a word; nil where it is none.
private func unescaped(_ word: String) -> String? {
  if word == "%" { return "" }
  var bytes: [UInt8] = []
  var rest = Array(word.utf8)[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
      return nil
    }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(validating: bytes, as: UTF8.self)
}
