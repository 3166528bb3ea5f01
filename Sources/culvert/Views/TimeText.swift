import Foundation

/// Moments in the time of this machine; they come as seconds since 1970.
enum TimeText {
  /// `2026-11-27 20:47`.
  static func minute(_ seconds: Int) -> String {
    date(seconds).formatted(
      .verbatim(
        "\(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
        timeZone: .current, calendar: calendar))
  }

  /// ` since 20:47:12`, with the day where that is not today; nothing for a moment that nobody knows, which is 0.
  static func since(_ seconds: Int, now: Date = .now) -> String {
    guard seconds > 0 else { return "" }
    guard calendar.isDate(date(seconds), inSameDayAs: now) else { return " since \(minute(seconds))" }
    let time = date(seconds).formatted(
      .verbatim(
        "\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)",
        timeZone: .current, calendar: calendar))
    return " since \(time)"
  }

  private static func date(_ seconds: Int) -> Date { Date(timeIntervalSince1970: TimeInterval(seconds)) }

  private static var calendar: Calendar { Calendar(identifier: .gregorian) }
}
