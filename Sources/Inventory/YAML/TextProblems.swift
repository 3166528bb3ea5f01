import Model

/// What is wrong with a text whatever its YAML says, found in one pass over its characters.
struct TextProblems {
  struct Problem {
    let offset: Int
    let mistake: Mistake
  }

  private(set) var found: [Problem] = []
  private var isIndentation = true

  /// More of them would not make anything clearer.
  private static let enough = 100

  init(in scalars: [Unicode.Scalar]) {
    for (offset, scalar) in scalars.enumerated() where found.count < Self.enough {
      noteTab(scalar, at: offset)
      if Self.isControl(scalar) { add(Self.controlCharacter(scalar), at: offset) }
    }
  }

  /// YAML allows some tabs before comments and within brackets, libyaml not all of those: none is clearer.
  private mutating func noteTab(_ scalar: Unicode.Scalar, at offset: Int) {
    if scalar == "\t", isIndentation { add(Mistake("a tab as indentation", "indent with blanks"), at: offset) }
    isIndentation = scalar == "\n" || scalar == "\r" || (isIndentation && scalar == " ")
  }

  private mutating func add(_ mistake: Mistake, at offset: Int) {
    found.append(Problem(offset: offset, mistake: mistake))
  }

  /// Also U+0085, U+2028 and U+2029, which end a line in YAML and nowhere else.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: false
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }

  private static func controlCharacter(_ scalar: Unicode.Scalar) -> Mistake {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = String(repeating: "0", count: 4 - digits.count) + digits
    return Mistake("control character U+\(code)", "take it out")
  }
}
