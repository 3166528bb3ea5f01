import Testing

/// The form of the files in Corpora and Regressions.
@Suite struct InputFileTests {
  @Test(arguments: [
    Array(0...255), Array("#!/bin/sh\n".utf8), Array("a # b".utf8), Array(#"\n \\ \x41"#.utf8), [0], Array(" ".utf8),
    Array("a\r\n\tb".utf8),
  ]) func `an input comes back`(input: [UInt8]) throws {
    let line = InputFile.line(input)
    #expect(!line.contains("\n"))
    #expect(try InputFile.inputs(in: "# a remark\n\n\(line)\n") == [input])
  }

  @Test func `inputs are lines, and remarks are none`() throws {
    #expect(try InputFile.inputs(in: "# why\na\\n\n\n\\x23b\n") == [Array("a\n".utf8), Array("#b".utf8)])
  }

  @Test(arguments: [#"\q"#, #"\"#, #"\xg0"#, #"\x4"#, #"\x"#, #"\x+1"#]) func `what is no escape is an error`(
    line: String
  ) {
    #expect(throws: Violation.self) { try InputFile.inputs(in: line) }
  }
}
