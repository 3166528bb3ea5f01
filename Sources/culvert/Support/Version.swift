/// The version of this program; part of the agent's file name on hosts and of saved plans.
enum Version {
  static let current = "0.1.0"
}
