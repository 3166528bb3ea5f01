import ArgumentParser

/// What becomes of a change when packets do not come through where it has made a way.
enum UnprovenPolicy: String, CaseIterable, ExpressibleByArgument {
  /// It is taken back.
  case fail
  /// It is said, and the change goes on.
  case ignore
  /// It is taken back, and made again without those realservers.
  case skip
}

/// What the verbs take that prove what they have done.
struct ProofOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to do when packets do not come through to a realserver and back: fail (take the change back), ignore, or skip "
        + "(do it again without those realservers)."))
  var onUnproven = UnprovenPolicy.fail
}
