import ArgumentParser
import Controller
import Planning

/// What becomes of hosts that cannot be reached.
struct UnreachableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to do when hosts cannot be reached before anything is changed: fail, skip (leave them out), or quorum:N "
        + "(leave them out while each service has N realservers). Default: fail.", valueName: "fail|skip|quorum:N"),
    transform: { try UnreachablePolicy(argument: $0) })
  var onUnreachable = UnreachablePolicy.fail
}

/// Which hosts of the inventory are worked on.
struct ReachOptions: ParsableArguments {
  @OptionGroup var unreachable: UnreachableOptions

  @Flag(help: "Only the hosts that the last transaction has left behind, and what directors do for them.")
  var onlyFailed = false

  var policy: UnreachablePolicy { unreachable.onUnreachable }

  var reach: RunReach { RunReach(policy, onlyFailed: onlyFailed) }

  /// Whether anything is said that is not the default.
  var isGiven: Bool { reach != RunReach() }
}

extension UnreachablePolicy {
  /// Reads `fail`, `skip` or `quorum:N`.
  init(argument: String) throws(ValidationError) {
    switch argument {
    case "fail": self = .fail
    case "skip": self = .skip
    default:
      guard argument.hasPrefix("quorum:") else { throw ValidationError("it is fail, skip or quorum:N") }
      // Int() would take a sign too.
      let digits = argument.dropFirst("quorum:".count)
      guard digits.allSatisfy({ ("0"..."9").contains($0) }), let number = Int(digits), number > 0 else {
        throw ValidationError("after 'quorum:' comes a number of realservers, 1 or more")
      }
      self = .quorum(number)
    }
  }
}
