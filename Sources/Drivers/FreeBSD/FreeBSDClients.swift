import Model

extension FreeBSDDriver {
  package var clientArguments: [String] { ["clients"] }

  package func clientFindings(
    for intent: HostIntent, _ observation: Observation, _ output: ProbeOutput
  ) -> [Finding] {
    NetstatClientChecks(intent: intent, observation: observation, output: output, filter: "pf").findings
  }
}
