import Controller
import Foundation
import HostAgent
import Inventory
import Model
import Planning

struct JSONTransaction: Encodable {
  let transaction: String
  let created: Int
  let owner: String
  let hosts: [String: [String: String]]

  init(_ entry: ClusterHistory.Entry) {
    transaction = entry.id.text
    created = entry.created
    owner = entry.owner
    hosts = Dictionary(
      uniqueKeysWithValues: entry.records.map { host, record in
        (host.text, ["state": record.state.rawValue, "reason": record.reason ?? ""])
      })
  }
}

struct JSONRendering: Encodable {
  struct File: Encodable {
    let path: String
    var mode: String?
    var link: String?
    var content: String?
  }

  let host: String
  let commands: [String]
  let files: [File]

  init(_ rendering: Rendering) {
    host = rendering.host.text
    commands = rendering.steps.map(\.forward.shellText)
    files = rendering.files.map { path, file in
      switch file {
      case .regular(let content, let mode):
        File(path: path.text, mode: mode.description, content: String(decoding: content, as: UTF8.self))
      case .link(let target): File(path: path.text, link: target)
      case .folder(let mode): File(path: path.text, mode: mode.description)
      case .other: File(path: path.text)
      }
    }
  }
}

struct JSONEdits: Encodable {
  let host: String
  let since: String
  let changes: [JSONChange]
}

struct JSONHostKey: Encodable {
  let host: String
  let state: String
  let type: String
  var name: String?
  var fingerprint: String?
  var file: String?

  init(_ event: HostKeyEvent, _ host: HostName) {
    self.host = host.text
    switch event {
    case .shown(let name, let type, let fingerprint):
      (state, self.type, self.name, self.fingerprint) = ("shown", type, name, fingerprint)
    case .recorded(let type, let file): (state, self.type, self.file) = ("recorded", type, file)
    case .known(let type, let file): (state, self.type, self.file) = ("known", type, file)
    }
  }
}
