import Model
import Testing

@testable import Drivers

/// The law of reading: what others have on a host never makes it unreadable, nor changes what culvert understands of its own.
///
/// It stands there in whatever words, in 200 kinds or more for each system.
@Suite struct ForeignLinesTests {
  static let cases = ForeignCase.linux + [ForeignCase.freebsd] + ForeignCase.solaris

  @Test(arguments: cases) func `a foreign line or object anywhere changes nothing`(host: ForeignCase) throws {
    let plain = try host.understanding(of: host.output)
    #expect(Set(host.kinds).count >= 100, "\(Set(host.kinds).count) kinds")
    for kind in host.kinds {
      for output in try host.outputs(with: kind) {
        #expect(throws: Never.self, "\(kind)") {
          let understood = try host.understanding(of: output)
          #expect(understood == plain, "\(kind)")
        }
      }
    }
  }

  @Test(arguments: cases, 0..<10) func `all foreign objects at once change nothing`(host: ForeignCase, number: Int)
    throws
  {
    #expect(try host.understanding(of: host.output(withAll: number)) == host.understanding(of: host.output))
  }

  @Test(arguments: Dictionary(grouping: cases, by: \.driver.system).values.map { $0 })
  func `each system has 200 kinds`(hosts: [ForeignCase]) {
    #expect(Set(hosts.flatMap(\.kinds)).count >= 200, "\(Set(hosts.flatMap(\.kinds)).count) kinds")
  }

  /// The law holds of nothing if nothing is understood: each host shows what a change of its own lines does.
  @Test(arguments: cases) func `culvert's own lines do count`(host: ForeignCase) throws {
    let plain = try host.understanding(of: host.output)
    let counting = host.output.sections.filter { section in
      guard !section.text.isEmpty else { return false }
      let understood = try? host.understanding(of: host.output.with(section.name, ""))
      return understood != plain
    }
    #expect(counting.count >= 3, "\(counting.map(\.name))")
  }
}
