import ArgumentParser
import Controller
import Dispatch
import Foundation
import Model

/// What becomes of a change when packets do not come through where it has made a way.
enum UnprovenPolicy: String, CaseIterable, ExpressibleByArgument {
  /// It is taken back.
  case fail
  /// It is said, and the change goes on.
  case ignore
  /// It is taken back, and made again without those realservers.
  case skip

  var policy: ProofGate.Policy { self == .ignore ? .ignoring : .binding }
}

/// What the verbs take that prove what they have done.
struct ProofOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to do when packets do not come through to a realserver and back: fail (take the change back), ignore, or skip "
        + "(do it again without those realservers)."))
  var onUnproven = UnprovenPolicy.fail

  @Option(
    help: ArgumentHelp(
      "Where packets for a VIP do not come to its new director yet, pause with all directors serving until they do.",
      valueName: "wait:TIME"),
    transform: { try RouteWait(argument: $0) })
  var whenRouted: RouteWait?
}

/// For how long a VIP that the network does not bring to its director is waited for.
struct RouteWait: Hashable {
  let duration: Duration

  /// Reads `wait:90s`, `wait:10m` or `wait:2h`.
  init(argument: String) throws(ValidationError) {
    let units = ["s": 1, "m": 60, "h": 3600]
    let words = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard words.count == 2, words[0] == "wait", let unit = words[1].last.flatMap({ units[String($0)] }),
      let number = decimal(words[1].dropLast(), below: 86_400), number > 0
    else { throw ValidationError("--when-routed takes wait: and a time, such as wait:10m") }
    duration = .seconds(number * unit)
  }

  /// Whether somebody can press Enter; the VIP is looked for every few seconds anyway.
  static var endsAtEnter: Bool { isatty(STDIN_FILENO) == 1 }

  /// Waits until somebody presses Enter, or for ten seconds.
  static func untilEnter() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        var wish = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        if poll(&wish, 1, 10_000) > 0 { _ = readLine() }
        continuation.resume()
      }
    }
  }
}
