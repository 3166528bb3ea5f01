/// A time as sshd_config(5) TIME FORMATS has it, such as `90`, `1m30s` or `2h`.
enum SSHTime {
  private static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]

  /// Nil for what is no time.
  static func seconds(_ text: String) -> Int? {
    var (total, number) = (0, "")
    for character in text.lowercased() {
      if ("0"..."9").contains(character) {
        number.append(character)
        continue
      }
      guard let unit = units[character], let count = Int(number), count < 1 << 20 else { return nil }
      total += count * unit
      number = ""
    }
    guard !number.isEmpty else { return text.isEmpty ? nil : total }
    guard let count = Int(number), count < 1 << 30 else { return nil }
    return total + count
  }
}
