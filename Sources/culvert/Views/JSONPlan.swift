import Controller
import Foundation
import HostAgent
import Inventory
import Model
import Planning

struct JSONPlan: Encodable {
  struct Host: Encodable {
    let host: String
    let release: String
    let changes: [JSONChange]
    let commands: [String]
    let notes: [String]
  }

  let hosts: [Host]
  let skipped: [JSONSkipped]
  let add: Int
  let change: Int
  let remove: Int

  init(_ summary: PlanSummary) {
    hosts = summary.hosts.map { host in
      Host(
        host: host.name.text, release: host.release,
        changes: host.changes.map { change in JSONChange(change, summary.causes[host.name].map { $0[change] ?? [] }) },
        commands: host.steps.map(\.forward.shellText), notes: host.remarks)
    }
    skipped = summary.skipped.map(JSONSkipped.init)
    add = summary.count(.add)
    change = summary.count(.change)
    remove = summary.count(.remove)
  }
}

struct JSONChange: Encodable {
  let thing: String
  let kind: String
  let face: String
  let differences: [Difference]
  /// What it may come from; only where that was asked.
  var causes: [JSONCause]?

  init(_ change: Change, _ causes: [Cause]? = nil) {
    self.causes = causes.map { $0.map(JSONCause.init) }
    thing = change.thing
    kind = change.kind.rawValue
    face = change.face.rawValue
    differences = change.differences
  }
}

struct JSONCause: Encodable {
  let certainty: String
  let kind: String
  let who: String?
  let when: Int?
  let text: String

  init(_ cause: Cause) {
    certainty = cause.certainty.rawValue
    kind = cause.kind.rawValue
    who = cause.who
    when = cause.when
    text = cause.text
  }
}

struct JSONSkipped: Encodable {
  let host: String
  let problem: String

  init(_ skipped: SkippedHost) {
    host = skipped.host.text
    problem = skipped.reason
  }
}
