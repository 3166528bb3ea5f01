import Model

/// The file `steps` of a transaction: its steps as shell functions, for the agent and for a person on the host.
func stepsFile(_ order: TransactionOrder) -> String {
  let looks = distinct(order.steps.map(\.look))
  var lines = ["cv_steps=\(order.steps.count)", "cv_looks=\(looks.count)"]
  lines.append("cv_phases=\(shellWord(order.phases.map { String($0.rawValue) }.joined(separator: " ")))")
  for (index, look) in looks.enumerated() {
    lines.append("look_\(index + 1)() { \(look.shellText); }")
  }
  for (index, step) in order.steps.enumerated() {
    lines += stepLines(step, number: index + 1, look: (looks.firstIndex(of: step.look) ?? 0) + 1)
  }
  lines.append("cv_tx_probe() { \(Command(["cv_probe"] + order.probeArguments).shellText); }")
  return lines.joined(separator: "\n") + "\n"
}

private func stepLines(_ step: Step, number: Int, look: Int) -> [String] {
  let backward = step.backward.isEmpty ? ":" : step.backward.map(\.shellText).joined(separator: "; ")
  let phase = step.phase?.rawValue ?? 0
  return [
    "title_\(number)=\(shellWord(step.title)) phase_\(number)=\(phase) look_of_\(number)=\(look)",
    "do_\(number)() { \(step.forward.shellText); }",
    "undo_\(number)() { \(backward); }",
  ]
}

private func distinct(_ looks: [Command]) -> [Command] {
  var seen: Set<Command> = []
  return looks.filter { seen.insert($0).inserted }
}
