/// What a tool took and cost on a fleet of one size, over all rounds.
struct Summary: Codable {
  let tool: String
  let work: Tool.Work
  let hosts: Int
  let rounds: Int
  /// Seconds.
  let wall: Spread
  /// To the floor's of the same round; none where there was none.
  let wallToFloor: Spread
  /// Milliseconds of processor time for each host.
  let clientTime: Spread
  /// To the floor's of the same round.
  let clientTimeToFloor: Spread
  /// Milliseconds of processor time for each host.
  let serverTime: Spread
  /// For each host; the most in any round.
  let connections: Double
  let sessions: Double
  /// KiB, the most in any round.
  let peakMemory: Int
  /// The hosts of which no answer came, in all rounds.
  let failures: Int

  /// The samples of one tool and size, with those of the floor of the same rounds.
  init(_ samples: [Sample], floor: [Int: Sample]) {
    let hosts = samples[0].hosts
    func perHost(_ seconds: Double) -> Double { seconds * 1000 / Double(hosts) }
    func ratios(_ value: (Sample) -> Double) -> Spread {
      Spread(samples.map { sample in floor[sample.round].map { value(sample) / value($0) } ?? .nan })
    }
    (tool, work) = (samples[0].tool, samples[0].work)
    self.hosts = hosts
    rounds = samples.count
    wall = Spread(samples.map(\.wall))
    wallToFloor = ratios(\.wall)
    clientTime = Spread(samples.map { perHost($0.clientTime) })
    clientTimeToFloor = ratios(\.clientTime)
    serverTime = Spread(samples.map { perHost($0.serverTime) })
    connections = samples.map { Double($0.connections) / Double(hosts) }.max() ?? 0
    sessions = samples.map { Double($0.sessions) / Double(hosts) }.max() ?? 0
    peakMemory = samples.map(\.peakMemory).max() ?? 0
    failures = samples.reduce(0) { $0 + $1.failures }
  }

  /// A summary for each size and tool, in the order in which they were first measured.
  static func all(of samples: [Sample]) -> [Summary] {
    struct Key: Hashable {
      let hosts: Int
      let work: Tool.Work
      let tool: String
    }
    func key(_ sample: Sample) -> Key { Key(hosts: sample.hosts, work: sample.work, tool: sample.tool) }
    let groups = Dictionary(grouping: samples, by: key)
    var keys: [Key] = []
    for sample in samples where !keys.contains(key(sample)) { keys.append(key(sample)) }
    return keys.map { key in
      let floor = groups[Key(hosts: key.hosts, work: key.work, tool: Tool.floorName)] ?? []
      return Summary(groups[key] ?? [], floor: Dictionary(floor.map { ($0.round, $0) }) { first, _ in first })
    }
  }
}
