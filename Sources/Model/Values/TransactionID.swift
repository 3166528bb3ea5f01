/// The id of a transaction, the same on all hosts it changes: eight hexadecimal digits, such as `7f3a09c2`.
package struct TransactionID: TextValue {
  package let text: String

  package init(_ text: String) throws(InvalidValue) {
    let digit = CharacterRule("0123456789abcdef")
    self.text = try checked(
      text, kind: "transaction id", length: 8...8, first: digit, rest: digit, rule: "it is eight hexadecimal digits")
  }

  /// An id that nobody has used yet, but for one chance in four thousand million.
  package static func random() -> TransactionID {
    TransactionID(number: .random(in: .min ... .max))
  }

  private init(number: UInt32) {
    let digits = String(number, radix: 16)
    text = String(repeating: "0", count: 8 - digits.count) + digits
  }
}
