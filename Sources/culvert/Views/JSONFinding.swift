import Controller
import Foundation
import HostAgent
import Inventory
import Model
import Planning

struct JSONFinding: Encodable {
  let host: String
  let id: String
  let what: String
  let why: String
  /// The same as `fix`, for people.
  let remedy: String
  let fix: JSONRemedy

  init(_ finding: Finding, _ host: HostName) {
    self.host = host.text
    id = finding.id.rawValue
    what = finding.what
    why = finding.why
    remedy = finding.remedy.text(on: host)
    fix = JSONRemedy(finding.remedy, host)
  }
}

/// What mends a finding, for programs.
struct JSONRemedy: Encodable {
  /// `run`: on that host, by root; `culvert`: here; `words`: nobody can know the command.
  let kind: String
  var host: String?
  /// The line for a POSIX shell, as people see it.
  var command: String?
  /// What is left to think of.
  var note: String?

  init(_ remedy: Remedy, _ host: HostName) {
    switch remedy {
    case .run(_, let other, _): (kind, self.host) = ("run", (other ?? host).text)
    case .culvert: kind = "culvert"
    case .words: kind = "words"
    }
    command = remedy.shellText
    note = remedy.note
  }
}

struct JSONExplanation: Encodable {
  let id: String
  let title: String
  let text: String
  let forcible: Bool

  init(_ explanation: Explanation) {
    id = explanation.id.rawValue
    title = explanation.title
    text = explanation.text
    forcible = explanation.id.canBeForced
  }
}
