import Model

extension HostView {
  /// The files of culvert's own that could not be removed: they do no harm, and somebody has to know of them.
  package var leftoverFindings: [Finding] {
    leftovers.prefix(20).map { Finding(.leftover, about: .named($0)) }
  }
}
