import Foundation
import Testing

/// A shell that runs on hosts: what culvert sends there has to run under each.
package struct Shell: Sendable, CustomTestStringConvertible {
  package let name: String
  package let words: [String]

  package var testDescription: String { name }
  package var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: words[0]) }

  package static let all = [
    Shell(name: "dash", words: ["/bin/dash"]),
    Shell(name: "busybox sh", words: ["/bin/busybox", "sh"]),
    Shell(name: "bash --posix", words: ["/bin/bash", "--posix"]),
    Shell(name: "ksh93", words: ["/bin/ksh93"]),
    Shell(name: "mksh", words: ["/bin/mksh"]),
  ]
}
