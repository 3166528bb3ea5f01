import ArgumentParser
import Model

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell what a finding means, and what to do.",
    discussion: "Without an id, the list of all that culvert can find.")

  @Flag(help: "Print JSON, one object a line, instead of text.")
  var json = false

  @Argument(help: "The id of a finding, such as CV014.")
  var ids: [FindingID] = []

  func run() {
    let view: any View = json ? JSONView() : TextView(style: .live, isVerbose: false, terminal: Terminal())
    view.show(.explanations(ids.isEmpty ? Explanation.all : ids.map(Explanation.init)))
  }
}
