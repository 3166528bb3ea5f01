@testable import Inventory
import Testing

/// "Did you mean".
@Suite struct SuggestionTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "ab", 2), ("port", "port", 0), ("port", "prot", 1), ("port", "ports", 1),
    ("adress", "address", 1), ("wlc", "lwc", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func `the distance of two words`(left: String, right: String, distance: Int) {
    #expect(editDistance(Array(left.utf8), Array(right.utf8)) == distance)
    #expect(editDistance(Array(right.utf8), Array(left.utf8)) == distance)
  }

  @Test(arguments: [
    ("adress", "address"), ("Address", "address"), ("prot", "port"), ("vpi", "vip"), ("protocoll", "protocol"),
    ("realserver", "realservers"),
  ])
  func `a slip is understood`(word: String, meant: String) {
    #expect(nearest(to: word, among: ["vip", "port", "address", "protocol", "realservers"]) == meant)
  }

  @Test(arguments: ["", "x", "interval", "pt", String(repeating: "port", count: 100)])
  func `another word is not`(word: String) {
    #expect(nearest(to: word, among: ["vip", "port", "address", "protocol", "realservers"]) == nil)
  }
}
