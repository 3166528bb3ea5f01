import Foundation
import Lab
import Testing

extension RealTranscript {
  /// Runs in one login, one after the other, what is claimed, and expects the same output and exit status.
  func replay(on host: String, of lab: Lab, as user: String? = nil, before: String, _ put: Substitution) async throws {
    let chosen = commands.filter { claims[$0.place]?.how != "skip" }
    let script = chosen.map {
      ($0.comesAfterDevd ? "settle\n" : "")
        + "run \(Self.quoted(Self.hastened($0, $0.isRaw ? "csh -c " + Self.quoted(put($0.text)) : put($0.text))))\n"
    }
    let shell = user.map { "su -m \($0) -c '/bin/sh -s'" } ?? "/bin/sh -s"
    let output = try await lab.exec(
      host, shell, input: before + Self.runner + script.joined(), timeout: .seconds(100))
    let answers = output.stdout.split(separator: "\u{1}", omittingEmptySubsequences: false).dropFirst()
    #expect(answers.count == chosen.count, "\(output.stdout.suffix(300)) \(output.stderr)")
    for (command, answer) in zip(chosen, answers) {
      let parts = answer.split(separator: "\u{2}", omittingEmptySubsequences: false)
      let said = parts[0].hasSuffix("\n") ? parts[0].dropLast() : parts[0]
      let expected = put(command.lines.joined(separator: "\n"))
      let (left, right) = (shown(command, expected), shown(command, String(said)))
      #expect(left == right && command.status == parts[1], "\(command.place): \(command.text): \(parts[1])\n\(said)")
    }
  }

  /// As it is compared: a routing table in the order of its lines, since the addresses sort otherwise.
  private func shown(_ command: Command, _ text: String) -> String {
    let isUnordered = command.isRaw || command.text.contains("netstat -rn")
    let lines = isUnordered ? text.split(separator: "\n").sorted().joined(separator: "\n") : text
    guard claims[command.place]?.how == "digits" else { return lines }
    // The random part first: `4w42` is shorter without its digits.
    return lines.replacing(/\.[A-Za-z0-9]{4,8}$/, with: ".RANDOM")
      .replacing(/[A-Z][a-z]{2} +[A-Z][a-z]{2} +\d+/, with: "DATE").replacing(/\d+/, with: "#")
  }

  /// Where a pause was for devd, it is told that it is over; the others are a second shorter, as are what they wait for.
  private static func hastened(_ command: Command, _ text: String) -> String {
    if command.concernsDevd {
      return text.replacing(/sleep [2345]\b/, with: "settle").replacing("sleep 0.3", with: "sleep 0.1")
    }
    return text.replacing(/sleep ([2345])\b/) { "sleep \((Int($0.1) ?? 0) - 1)" }
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }

  private static let runner = #"""
    run() { printf '\001'; (eval "$1") 2>&1 </dev/null; printf '\002%s' "$?"; }
    settle() {
      : >/boot/culvert-lab/state/devd.told
      echo '= done' >/boot/culvert-lab/state/devd
      until [ -s /boot/culvert-lab/state/devd.told ]; do sleep 0.1; done
    }

    """#
}
