import Foundation
@testable import Inventory
import TestSupport
import Testing

/// Values that try to be something else on their way to a shell, to ssh or to a terminal.
@Suite struct HostileValueTests {
  static let values = [
    "; rm -rf /", "$(id)", "`id`", "a b", "x'y", "x\"y", "a\nb", "a\r\nb", "a\tb", "-oProxyCommand=id", "--", "-",
    "a\0b", "\0", "../../etc/passwd", "a|b", "a&b", "a>b", "a<b", "$HOME", "${IFS}", "a\\b", "*", "?", "[a]", "{a,b}",
    "~root", "!!", "a#b", " a", "a ", "а", "ｗｅｂ１", "１", "a\u{202E}b", "a\u{200B}b", "a\u{0301}", "\u{1B}[31m", "\u{7F}",
    "%s%n", "", String(repeating: "a", count: 5000),
  ]

  private static let some = TestScope.cases(values, coreTakesOneIn: 4)

  @Test(arguments: some)
  func `no scalar of an inventory may have a hostile value`(value: String) throws {
    let example = try Self.example()
    for scalar in try Self.scalars() where !Self.mayHave(value, scalar) {
      let text = Self.replacing(scalar, with: Self.doubleQuoted(value), in: example)
      let result = InventoryReader.read(Array(text.utf8), file: "x")
      let lines = result.diagnostics.filter { $0.severity == .error }.map(\.line)
      #expect(lines.contains(scalar.place.line), "\(scalar.text) on line \(scalar.place.line)")
      #expect(result.cluster == nil)
      #expect(!result.diagnostics.contains { $0.description.unicodeScalars.contains { $0.value < 32 } })
    }
  }

  @Test(arguments: some)
  func `nothing crashes where a hostile value stands without quotes`(value: String) throws {
    let example = try Self.example()
    for (index, scalar) in try Self.scalars().enumerated() where index % 4 == value.utf8.count % 4 {
      _ = InventoryReader.read(Array(Self.replacing(scalar, with: value, in: example).utf8), file: "x")
    }
  }

  @Test func `nothing crashes whatever bytes change`() throws {
    var random = Xorshift()
    let example = Array(try Self.example().utf8)
    let signs = Array("[]{}:-?,#&*!|>'\"%@ \n\ta0".utf8)
    for _ in 0..<1000 {
      var bytes = example
      for _ in 0...random.next(below: 4) {
        let index = random.next(below: bytes.count)
        switch random.next(below: 3) {
        case 0: bytes[index] = signs[random.next(below: signs.count)]
        case 1: bytes.remove(at: index)
        default:
          bytes.insert(contentsOf: bytes[index..<min(index + 9, bytes.count)], at: random.next(below: bytes.count))
        }
      }
      let result = InventoryReader.read(bytes, file: "x")
      #expect((result.cluster == nil) == result.diagnostics.contains { $0.severity == .error })
    }
  }

  /// What is no attack where it stands: the path of a file may have blanks, and lead anywhere.
  private static func mayHave(_ value: String, _ scalar: YAMLScalar) -> Bool {
    scalar.text.hasPrefix("~/") && ["a b", "a ", "~root", "../../etc/passwd"].contains(value)
  }

  /// The example without its comments, which are most of it.
  private static func example() throws -> String {
    let text = try String(contentsOf: ExampleTests.folder.appending(component: "example.yml"), encoding: .utf8)
    return text.split(separator: "\n").map { $0.prefix { $0 != "#" } }.joined(separator: "\n")
  }

  /// The example with another text in the place of a scalar.
  private static func replacing(_ scalar: YAMLScalar, with text: String, in example: String) -> String {
    var lines = example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var scalars = Array(lines[scalar.place.line - 1].unicodeScalars)
    let start = scalar.place.column - 1
    scalars.replaceSubrange(start..<start + scalar.text.unicodeScalars.count, with: text.unicodeScalars)
    lines[scalar.place.line - 1] = String(String.UnicodeScalarView(scalars))
    return lines.joined(separator: "\n")
  }

  /// All words of the example that are written: keys and values.
  private static func scalars() throws -> [YAMLScalar] {
    let report = Report(file: "x")
    let source = try #require(SourceText(Array(try example().utf8), report: report))
    var parser = YAMLParser(source, report: report)
    let root = parser.root()
    return scalars(of: try #require(root)).filter { !$0.isEmpty }
  }

  private static func scalars(of node: YAMLNode) -> [YAMLScalar] {
    switch node.content {
    case .scalar(let scalar): [scalar]
    case .list(let elements): elements.flatMap(scalars)
    case .mapping(let mapping): mapping.entries.flatMap { [$0.key] + scalars(of: $0.value) }
    case .refused: []
    }
  }

  private static func doubleQuoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 32 || scalar.value > 126: "\\U" + hexadecimal(scalar)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// The same numbers on every run (Marsaglia's xorshift64).
struct Xorshift {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}
