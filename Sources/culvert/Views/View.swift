import Controller
import Drivers
import HostAgent
import Inventory
import Model
import Planning

/// Everything that culvert has to say; each view says all of it.
enum ViewEvent: Sendable {
  case diagnostics([Diagnostic])
  case failure(HostFailure, host: HostName)
  /// Why nothing is done.
  case refusals([Finding], host: HostName)
  /// What is wrong with a host, for who wants to know that.
  case findings([Finding], host: HostName)
  case explanations([Explanation])
  /// What came of one data path.
  case proof(PathProof)
  case verification(VerificationReport)
  /// What would be done, or is about to be.
  case plan(PlanSummary)
  /// What is not as the inventory wants it.
  case drift(PlanSummary)
  case progress(HostProgress, host: HostName)
  case report(RunReport, PlanSummary)
  case history([ClusterHistory.Entry])
  case resumed(Resume.Result, host: HostName)
  case rendering(Rendering)
  case edits([Change], since: TransactionID, host: HostName)
  case hostKey(HostKeyEvent, host: HostName)
  case note(String)
  /// What culvert waits for; nil when it waits no more.
  case activity(String?)
  /// Why the program ends without having done its work, and its exit status.
  case failed(String, status: Int32)
  /// Nothing more will be said.
  case end
}

/// Hosts with their changes, in the order of the inventory.
struct PlanSummary: Sendable {
  struct Host: Sendable {
    let name: HostName
    let release: String
    let changes: [Change]
    let steps: [Step]
    /// What an operator should know before.
    var remarks: [String] = []
  }

  let hosts: [Host]
  var skipped: [SkippedHost] = []
  /// How many hosts could not be read, besides.
  var unread = 0
  /// What the differences of a host may come from, where that was asked.
  var causes: [HostName: [Change: [Cause]]] = [:]
  /// What goes on with the skipped hosts later.
  var continuation = "culvert up --only-failed"
  /// Whether new boot files are shown in full: a saved plan may say anything.
  var showsContents = false
  /// Seconds; nil where nothing is going to be done.
  var deadline: Int?
  /// Whether the hosts can be asked to roll back afterwards: not once their history is removed.
  var keepsHistory = true
  /// The hosts with findings, which are said on their own; a host with one is never as it should be.
  var found: Set<HostName> = []
  /// Those of them whose next boot would not bring back what is managed: that is drift, although nothing else differs.
  var endangered: Set<HostName> = []

  var changes: [Change] { hosts.flatMap(\.changes) }
  func count(_ kind: ChangeKind) -> Int { changes.count { $0.kind == kind && $0.face != .record } }
}

/// A host's plan, with what people want to see beside it.
struct PlannedHost: Sendable {
  let plan: HostPlan
  let view: HostView

  init(_ plan: HostPlan, on view: HostView) {
    self.plan = plan
    self.view = view
  }

  var release: String { view.observation.facts.release }
}

/// What culvert would make of a host that nobody has looked at.
struct Rendering: Sendable {
  let host: HostName
  let steps: [Step]
  let files: [(path: HostPath, file: BootFile)]
}

/// What `trust` has to say.
enum HostKeyEvent: Sendable {
  case shown(name: String, type: String, fingerprint: String)
  case recorded(type: String, file: String)
  case known(type: String, file: String)
}

/// Says what there is to say, for people or for programs.
protocol View: Sendable {
  func show(_ event: ViewEvent)
}

extension CommonOptions {
  var view: any View { json ? JSONView() : TextView(style: .live, isVerbose: verbose, terminal: Terminal()) }
}
