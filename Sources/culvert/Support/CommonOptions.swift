import ArgumentParser

/// What every verb that reads an inventory takes.
struct CommonOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The inventory.")
  var inventory = "culvert.yml"

  @Flag(help: "Print JSON, one object a line, instead of text.")
  var json = false

  @Flag(name: [.short, .long], help: "Also show the commands that are run on the hosts.")
  var verbose = false

  @Option(help: ArgumentHelp("Read the files for hosts from this folder instead of culvert's own.", valueName: "dir"))
  var templates: String?

  @Option(
    help: "How many hosts are spoken to at once. (default: 64, not counting those that have let wait for two seconds)")
  var fanout: Int?

  @Flag(
    help: "Ask once for the password that sudo wants on hosts with 'become: sudo'. It is kept in memory only.")
  var askBecomePass = false

  func validate() throws {
    guard fanout.map((1...1000).contains) ?? true else {
      throw ValidationError("--fanout takes a number from 1 to 1000")
    }
  }
}

/// What the verbs that change something take.
struct ChangeOptions: ParsableArguments {
  @Flag(name: [.short, .long], help: "Do not ask.")
  var yes = false

  @Option(help: "Seconds within which a host that hears nothing from culvert any more takes the change back.")
  var deadline = 60

  @Option(help: "Seconds given to connections before a realserver is taken away; 0 does not wait.")
  var drainTimeout = 30

  func validate() throws {
    guard (10...3600).contains(deadline) else { throw ValidationError("--deadline takes 10 to 3600 seconds") }
    guard (0...3600).contains(drainTimeout) else { throw ValidationError("--drain-timeout takes 0 to 3600 seconds") }
  }
}
