/// How deep values may be nested in YAML.
///
/// Yams' parser calls itself for every level, and stops at libyaml's limit of 1,000 (twice as many calls, as `[a: [a: …`
/// nests a mapping in each list): that takes 3 MiB of stack, and threads on macOS have half of one.
enum NestingLimit {
  /// Lowers libyaml's limit when it is first looked at; an inventory needs six levels.
  static let set: Void = setDeepestNesting(32)
}

/// libyaml's own function, in yaml.h, which Yams links and does not pass on.
///
/// To import the module CYaml would need a product of Yams that there is not. A C function of one `int` is called in the
/// same way as a Swift function of one `CInt` on every system that culvert runs on.
@_silgen_name("yaml_set_max_nest_level")
private func setDeepestNesting(_ levels: CInt)
