/// Gathers what is wrong with one inventory.
final class Report {
  private let file: String
  private var diagnostics: Set<Diagnostic> = []

  init(file: String) { self.file = file }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  var sorted: [Diagnostic] { diagnostics.sorted() }

  func error(at place: Place, _ problem: String, _ remedy: String) { add(.error, place, problem, remedy) }

  func warning(at place: Place, _ problem: String, _ remedy: String) { add(.warning, place, problem, remedy) }

  func error(at place: Place, _ mistake: Mistake) { add(.error, place, mistake.problem, mistake.remedy) }

  private func add(_ severity: Diagnostic.Severity, _ place: Place, _ problem: String, _ remedy: String) {
    diagnostics.insert(
      Diagnostic(
        severity: severity, file: file, line: place.line, column: place.column, problem: problem, remedy: remedy))
  }
}

/// Why a value is refused, before anybody knows where it stands.
struct Mistake: Error {
  /// What is wrong.
  let problem: String
  /// What to do.
  let remedy: String

  init(_ problem: String, _ remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }
}
