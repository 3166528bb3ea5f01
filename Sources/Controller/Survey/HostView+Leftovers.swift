import Model

extension HostView {
  /// The files of culvert's own that could not be removed: they do no harm, and somebody has to know of them.
  package var leftoverFindings: [Finding] {
    leftovers.prefix(20).map { path in
      Finding(
        .leftover, about: .named(path), why: "culvert made this file and could not remove it",
        remedy: .words(
          "see what keeps it (lsattr or ls -lo shows flags, mount the file systems); culvert removes it at its next change"
        ))
    }
  }
}
