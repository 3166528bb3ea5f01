/// Something that an agent, or the controller, would do wrong; the matrix of faults has to find each.
enum Mistake: CaseIterable, Sendable {
  /// The watchdog is started after the first change.
  case armsLate
  /// A confirm goes over the connection that there is.
  case confirmsOverOldConnection
  case writesBootFilesEarly
  /// The agent and its watchdog end with the login.
  case diesOfHangup
  /// What was taken back is not compared with the checkpoint.
  case skipsCompare
}
