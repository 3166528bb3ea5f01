import Glibc
import Testing

/// What grows without end: an input that is twice as long may take twice as long, and not four times.
///
/// A piece is repeated to half of a length and to the whole of it; the fuzzer's own inputs are too short to show this.
@Suite(.serialized) struct BlowUpTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let subject: String
    var head = ""
    let piece: String
    var tail = ""
    /// Bytes of the longer one.
    var length = 1 << 16

    var testDescription: String { "\(subject): \(InputFile.line(Array((head + piece + tail).utf8)))" }

    func input(of length: Int) -> [UInt8] {
      Array((head + String(repeating: piece, count: length / piece.utf8.count) + tail).utf8)
    }
  }

  @Test(arguments: cases) func `twice as much takes twice as long`(test: Case) throws {
    let subject = try #require(Subject.named(test.subject))
    let short = try seconds(of: subject, test.input(of: test.length / 2))
    let long = try seconds(of: subject, test.input(of: test.length))
    #expect(long < 0.5 || long < 3 * short, "\(short) s, and then \(long) s")
    #expect(long < 20, "\(long) s")
  }

  /// The processor's time, which does not depend on what else the machine does.
  private func seconds(of subject: Subject, _ input: [UInt8]) throws -> Double {
    let start = clock()
    try subject.check(input)
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }

  static let cases: [Case] = [
    Case(subject: "rc-conf", head: "a=", piece: "x", length: 1 << 18),
    Case(subject: "rc-conf", head: "a=x\n", piece: "a=\"$a$a\"\n"),
    Case(subject: "rc-conf", piece: "a=b\n"), Case(subject: "rc-conf", head: "a=", piece: "$a"),
    Case(subject: "rc-conf-edit", piece: "a=b\n", length: 1 << 13),
    Case(subject: "rc-conf-edit", piece: "cloned_interfaces=\"$cloned_interfaces lo1\"\n", length: 1 << 13),
    Case(subject: "ssh-config", head: "User ", piece: "x", length: 1 << 18),
    Case(subject: "ssh-config", piece: "Host *a\n"), Case(subject: "ssh-config", head: "ProxyJump ", piece: "a,"),
    Case(subject: "known-hosts", piece: "*a"), Case(subject: "known-hosts", piece: "a,"),
    Case(subject: "inventory", piece: "["), Case(subject: "inventory", piece: "\"a\": 1\n", length: 1 << 14),
    Case(subject: "inventory", head: "culvert: 1\n", piece: "a: &x\n"), Case(subject: "inventory", piece: "- - "),
    Case(subject: "linux-ip", piece: "2: a inet 192.0.2.1/32 scope global\n"), Case(subject: "linux-ip", piece: "a "),
    Case(subject: "linux-ipvs", piece: "-A -t 192.0.2.1:80 -s wlc\n"),
    Case(subject: "freebsd-ifconfig", piece: ": flags="),
    Case(subject: "solaris-ifconfig", piece: ": flags="), Case(subject: "solaris-stores", piece: "\\:"),
    Case(subject: "agent-answer", piece: "%culvert n section a 0\n"), Case(subject: "agent-answer", piece: "\n"),
    Case(subject: "ownership", head: "culvert-ownership 1\n", piece: "file /a\n"),
  ]
}
