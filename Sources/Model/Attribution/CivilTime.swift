/// A moment as a clock on the wall shows it, without a zone.
package struct CivilTime: Hashable, Sendable {
  /// Seconds since 1970 if the clock showed UTC.
  package let seconds: Int

  /// - Parameter seconds: Since 1970; what is before or after 9999 is brought to that range.
  package init(seconds: Int) { self.seconds = min(max(seconds, 0), 253_402_300_799) }

  /// - Returns: Nil for a date that no calendar has, or a year before 1970 or after 9999.
  package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
    guard (1970...9999).contains(year), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    var days = (1970..<year).reduce(0) { $0 + (Self.isLeap($1) ? 366 : 365) }
    days += (1..<month).reduce(0) { $0 + Self.days(in: $1, of: year) } + day - 1
    seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
  }

  /// `2026-11-28 11:03:00`, also with a `T` between, and with a fraction of a second behind, which is left out.
  package init?(iso text: Substring) {
    let fields = text.split(whereSeparator: { "-T :".contains($0) }).map { $0.prefix { $0 != "." } }
    let numbers = fields.compactMap(Self.number)
    guard fields.count == 6, numbers.count == 6, fields[0].count == 4 else { return nil }
    self.init(
      year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4], second: numbers[5])
  }

  /// `Nov 28 11:03:00` or `Nov 28 11:03`, which was at the latest at the moment `now`: logs do not write the year.
  package init?(month name: Substring, day: Substring, time: Substring, before now: CivilTime) {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = clock.compactMap(Self.number)
    guard let month = Self.months.firstIndex(where: { $0 == name }), let day = decimal(day, below: 32),
      (2...3).contains(clock.count), numbers.count == clock.count
    else { return nil }
    let times = [now.year, now.year - 1].compactMap { year in
      CivilTime(
        year: year, month: month + 1, day: day, hour: numbers[0], minute: numbers[1],
        second: numbers.count > 2 ? numbers[2] : 0)
    }
    guard let latest = times.first(where: { $0.seconds <= now.seconds }) else { return nil }
    self = latest
  }

  /// Up to four digits, with zeros before them.
  private static func number(_ digits: Substring) -> Int? {
    guard (1...4).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits)
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private var year: Int {
    var (year, days) = (1970, seconds / 86_400)
    while days >= (Self.isLeap(year) ? 366 : 365) {
      days -= Self.isLeap(year) ? 366 : 365
      year += 1
    }
    return year
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }

  private static func days(in month: Int, of year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}

extension CivilTime: CustomStringConvertible {
  /// `2026-11-28T11:03Z`, for a moment in UTC.
  package var description: String {
    var (month, day) = (1, (seconds - start(of: year)) / 86_400 + 1)
    while day > Self.days(in: month, of: year) {
      day -= Self.days(in: month, of: year)
      month += 1
    }
    let time = seconds % 86_400 / 60
    return "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(padded(time / 60)):\(padded(time % 60))Z"
  }

  /// Seconds at the beginning of a year.
  private func start(of year: Int) -> Int { (1970..<year).reduce(0) { $0 + (Self.isLeap($1) ? 366 : 365) * 86_400 } }

  private func padded(_ number: Int, _ width: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
