import Controller
import Drivers
import HostAgent
import Inventory
import Model
import Planning

/// Everything that culvert has to say; each view says all of it.
enum ViewEvent: Sendable {
  case diagnostics([Diagnostic])
  case run(RunEvent)
  /// What is wrong with a host, for who wants to know that.
  case findings([Finding], host: HostName)
  case explanations([Explanation])
  case verification(VerificationReport)
  /// What is not as the inventory wants it.
  case drift(PlanSummary)
  case history([ClusterHistory.Entry])
  case resumed(Resume.Result, host: HostName)
  case rendering(Rendering)
  case hostKey(HostKeyEvent, host: HostName)
  case note(String)
  /// Why the program ends without having done its work, and its exit status.
  case failed(String, status: Int32)
  /// Nothing more will be said.
  case end
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
