import Controller
import Model

extension Session {
  /// Says before a change what keeps clients from services on hosts; that is no reason to refuse it.
  func warnOfClients(_ seen: [HostView]) {
    for seen in seen {
      for finding in seen.clientFindings { view.show(.note("warning: \(FindingText.line(finding, seen.host))")) }
    }
  }

  /// Says the same once more, in one line, after the change.
  func recallClients(_ seen: [HostView]) {
    let hosts = seen.filter { !$0.clientFindings.isEmpty }
    let count = hosts.map(\.clientFindings.count).reduce(0, +)
    guard count > 0 else { return }
    let names = hosts.map { seen in
      let ids = Set(seen.clientFindings.map(\.id.rawValue)).sorted().joined(separator: ", ")
      return "\(seen.host) (\(ids))"
    }
    view.show(
      .note(
        "Not all clients are served: \(counted(count, "finding")) on \(names.joined(separator: ", ")). Details: culvert doctor"
      ))
  }
}
