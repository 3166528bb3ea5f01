import Controller
import HostAgent
import Model
import Planning

/// What an operator should know beside plans and results, in one line.
enum NoteText {
  static func line(_ note: RunNote) -> String {
    switch note {
    case .pending(let status, let host):
      "\(host): transaction \(status.id) of \(status.owner) is \(state(status)); see: culvert resume"
    case .settled(let status, let host):
      "\(host): transaction \(status.id) that \(status.owner) had left is settled: \(status.state.rawValue)"
    case .notSkipped(let objection): "not skipped: \(objection)"
    case .unread(let count): "\(counted(count, "host")) could not be read"
    case .differsElsewhere(let host): "\(host): differs in what the last transaction has not left behind; that stays"
    case .finding(let finding, let host): FindingText.line(finding, host)
    case .warning(let finding, let host): "warning: \(FindingText.line(finding, host))"
    case .forced(let finding, let host): "all the same: \(FindingText.line(finding, host))"
    case .clientsUnserved(let list): unserved(list)
    case .takenOutFirst(let hosts):
      "\(names(hosts)): the tunnel cannot have both ends at once: first taken out and drained, then put back"
    case .goingOnWithout(let hosts): "going on without \(names(hosts))"
    case .changedSince(let change, let host): "\(host): \(change.thing) has changed since the plan was made"
    case .loggingIn(let host, let address): "\(host): logging in at \(address), as recorded"
    case .forgotten(let host): "\(host.host) cannot be reached and is forgotten: \(host.reason)"
    case .notPurged(let reason, let host): "\(host): not purged: \(reason)"
    case .purged(let count): "History removed on \(counted(count, "host")): nothing can be rolled back there any more."
    case .rollingBack(let entry, let later): announcement(entry, later)
    case .awaitingDeadlines(let seconds): "waiting up to \(seconds) s for the hosts to take it back by themselves"
    case .refused(let reason): line(reason)
    }
  }

  /// Without a period: it stands before one.
  static func line(_ activity: RunActivity) -> String {
    switch activity {
    case .reading(let hosts): "Reading \(counted(hosts, "host"))"
    case .examining(let hosts): "Examining \(counted(hosts, "host"))"
    case .probing(let paths): "Probing \(counted(paths, "path"))"
    }
  }

  private static func line(_ refusal: RunRefusal) -> String {
    switch refusal {
    case .servicesLost(let services):
      "refused: the inventory has \(services.map(\.description).joined(separator: ", ")) no more, which hosts serve that "
        + "are to stay as they are: culvert up"
    case .nothingLeftBehind:
      "refused: the last transaction has left nothing behind; for all differences: culvert up"
    case .tooFewFiles(let hosts, let needed, let limit):
      "refused: a change of \(hosts) hosts needs up to \(needed) open files, the limit is \(limit): "
        + "raise it with 'ulimit -Hn \(needed)' or in /etc/security/limits.conf"
    case .foreignPath(let path, let host): "\(host): refused: \(path) is no boot file of culvert's"
    case .outOfDate(let path): "refused: the plan is out of date; make it again with: culvert plan -o \(path)"
    case .inInventory(let host):
      "refused: \(host) is in the inventory: leave it in 'hosts:', take it out of all else, and run culvert up"
    case .notRecorded(let host):
      "refused: no record of a host names \(host): put it back into 'hosts:' of the inventory, and run culvert up"
    case .noTransaction(nil): "refused: no host remembers a confirmed transaction"
    case .noTransaction(let prefix?):
      "refused: no host remembers a confirmed transaction \(quoted(prefix)); see: culvert history"
    case .ambiguous(let prefix, let ids):
      "refused: \(quoted(prefix)) begins \(ids.map(\.text).joined(separator: ", ")); say more of it"
    }
  }

  private static func state(_ status: TransactionStatus) -> String {
    status.isGuarded
      ? "under way\(TimeText.since(status.created)), \(max(0, status.secondsLeft)) s left" : "left unfinished"
  }

  private static func unserved(_ list: [(host: HostName, findings: [Finding])]) -> String {
    let count = list.map(\.findings.count).reduce(0, +)
    let names = list.map { host, findings in
      "\(host) (\(Set(findings.map(\.id.rawValue)).sorted().joined(separator: ", ")))"
    }
    return "Not all clients are served: \(counted(count, "finding")) on \(names.joined(separator: ", ")). "
      + "Details: culvert doctor"
  }

  private static func announcement(_ entry: ClusterHistory.Entry, _ later: [TransactionID]) -> String {
    let also = later.isEmpty ? "" : "; with it, later ones: \(later.map(\.text).joined(separator: ", "))"
    return "Rolling back transaction \(entry.id) (\(TimeText.minute(entry.created)), \(entry.owner), "
      + "on \(names(entry.records.keys.sorted())))\(also)"
  }

  private static func names(_ hosts: [HostName]) -> String { hosts.map(\.text).joined(separator: ", ") }
}
