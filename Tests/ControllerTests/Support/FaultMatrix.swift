import Controller
import HostAgent
import Model
import Planning

/// Every fault at every point of every host, and pairs of them.
///
/// A point is a question that the controller asks a host, or a step that the host's agent runs.
struct FaultMatrix: Sendable {
  /// One or two things that go wrong in a scenario.
  struct Case: Sendable, CustomStringConvertible {
    var scenario: Scenario
    var mishaps: [(host: HostName, mishap: Mishap)]
    /// What follows if the controller was killed.
    var resumesNow = false

    var description: String { "\(scenario): " + mishaps.map { "\($0.host) \($0.mishap)" }.joined(separator: "; ") }

    /// Whether something happens that nobody can keep from clients: a host is switched off or loses its watchdog, or one
    /// hangs and something else goes wrong.
    var isExcused: Bool {
      let effects = mishaps.map(\.mishap.effect)
      return effects.contains { [.reboots, .watchdogDies, .diesInConfirm, .undoesNothing].contains($0) }
        || mishaps.count > 1 && effects.contains(.hangs)
    }

    /// Whether the controller has to do something on one host while it waits for another.
    ///
    /// In memory, the time of a wait passes at once; ExplorationTests shows that it does it in time.
    var isTimed: Bool {
      mishaps.map(\.mishap).contains {
        $0.effect == .hangs || $0.verb == .confirm && $0.outage > .seconds(30)
      }
    }
  }

  private static let outages = [0, 20, 70, 300].map { Duration.seconds($0) }
  private static let connection: [Mishap.Effect] = [.lostBefore, .lostAfter, .answerCut, .unreachable]

  /// All cases.
  static func cases() async throws -> [Case] {
    var cases: [Case] = []
    for scenario in Scenario.allCases {
      let points = try await points(scenario)
      for point in points { cases += try await single(scenario, point) }
      cases += pairs(scenario, points)
      cases += try await onTheWayBack(scenario)
    }
    return cases
  }

  /// A question to a host that a change asks when nothing goes wrong.
  struct Point: Hashable {
    var host: HostName
    var verb: Mishap.Verb
    var time: Int
  }

  static func points(_ scenario: Scenario) async throws -> [Point] {
    let rehearsal = try await Rehearsal(scenario)
    _ = await rehearsal.run()
    return rehearsal.plans.map(\.host).flatMap { host in
      Mishap.Verb.allCases.flatMap { verb in
        (0..<rehearsal.cluster[host].count(verb)).map { Point(host: host, verb: verb, time: $0 + 1) }
      }
    }
  }

  // MARK: - One fault

  private static func single(_ scenario: Scenario, _ point: Point) async throws -> [Case] {
    var effects: [(Mishap.Effect, [Duration])] = connection.map { ($0, outages) }
    effects += [(.reboots, [.zero, .seconds(20), .seconds(300)]), (.watchdogDies, [.zero]), (.hangs, [.zero])]
    effects += [false, true].map { (.controllerDies(after: $0), [.zero]) }
    let rehearsal = try await Rehearsal(scenario)
    switch point.verb {
    case .stage: effects.append((.diskIsFull, [.zero]))
    case .apply:
      effects += [(.lostMidway(killedAfter: nil), outages), (.controllerDiesMidway, [.zero]), (.locksOut, [.zero])]
      effects.append((.slow(.seconds(20)), [.zero]))
      for index in 0..<rehearsal.stepCount(point.host) {
        effects.append((.lostMidway(killedAfter: index), [.zero, .seconds(70)]))
        effects += Troubles.Way.allCases.map { (.stepFails(index, $0), [.zero]) }
      }
    case .confirm:
      effects.append((.diesInConfirm, outages))
      effects += rehearsal.files(point.host).map { (.cannotWrite($0), [.zero]) }
    default: break
    }
    return effects.flatMap { effect, outages in
      outages.flatMap { outage in
        let mishap = Mishap(verb: point.verb, time: point.time, effect: effect, outage: outage)
        return (effect.killsController ? [false, true] : [false]).map {
          Case(scenario: scenario, mishaps: [(point.host, mishap)], resumesNow: $0)
        }
      }
    }
  }

  // MARK: - Two faults

  /// Two hosts have something wrong with their connection, or one has, and the controller dies.
  private static func pairs(_ scenario: Scenario, _ points: [Point]) -> [Case] {
    points.flatMap { first in
      points.filter { $0.host != first.host }.flatMap { second in
        [Duration.zero, .seconds(70)].flatMap { outage -> [Case] in
          [Mishap.Effect.lostBefore, .lostAfter].flatMap { effect -> [Case] in
            let cut = (first.host, mishap(first, effect, outage))
            return connection.map {
              Case(scenario: scenario, mishaps: [cut, (second.host, mishap(second, $0, outage))])
            }
              + [false, true].map {
                Case(
                  scenario: scenario, mishaps: [cut, (second.host, mishap(second, .controllerDies(after: $0)))],
                  resumesNow: $0)
              }
          }
        }
      }
    }
  }

  private static func mishap(_ point: Point, _ effect: Mishap.Effect, _ outage: Duration = .zero) -> Mishap {
    Mishap(verb: point.verb, time: point.time, effect: effect, outage: outage)
  }

  /// The last step of a host fails, and something goes wrong when a host is taken back.
  private static func onTheWayBack(_ scenario: Scenario) async throws -> [Case] {
    let rehearsal = try await Rehearsal(scenario)
    let hosts = rehearsal.plans.map(\.host)
    return hosts.flatMap { failing -> [Case] in
      let steps = rehearsal.stepCount(failing)
      guard steps > 0 else { return [] }
      let cause = (failing, Mishap(verb: .apply, effect: .stepFails(steps - 1, .failsAfterwards)))
      return hosts.flatMap { host in
        (connection + [.reboots, .watchdogDies, .undoesNothing]).flatMap { effect in
          outages.map { outage in
            Case(
              scenario: scenario,
              mishaps: [cause, (host, Mishap(verb: .revert, effect: effect, outage: outage))])
          }
        }
          + [false, true].map {
            Case(
              scenario: scenario, mishaps: [cause, (host, Mishap(verb: .revert, effect: .controllerDies(after: $0)))])
          }
      }
    }
  }
}
