import Glibc

/// How many hosts are worked on at once.
///
/// Where the operator has not set a limit, a host that lets wait does not count after a while: hosts that are slow, dead or
/// silent cost their own time, and not that of those behind them.
package struct Fanout: Sendable {
  /// How many are at work at once; at least 1.
  package let width: Int
  /// How many are under way at once, those that let wait included.
  private let most: Int
  /// After so long a host is taken to let wait.
  private let patience: Duration

  /// More gains nothing (SSH.md §2).
  private static let usual = 64
  /// More than so many threads and connections are of no use to anybody.
  private static let mostEver = 1000
  /// The open files that the rest of the process is given.
  private static let reserve = 64
  /// The socket, libssh's duplicate of it, the agent's socket, and the file of a ProxyCommand's complaints.
  private static let filesPerConnection = 4

  /// So many and no more, whatever they do; fewer where the process's limit of open files, that of getrlimit(2), would be
  /// met.
  package init(atMost wanted: Int, openFiles: Int = Fanout.openFileLimit) {
    width = max(1, min(wanted, Self.most(openFiles)))
    most = width
    patience = .seconds(2)
  }

  /// The usual number, and more while some let wait for as long as `patience`, up to the limit of open files.
  package init(openFiles: Int = Fanout.openFileLimit, patience: Duration = .seconds(2)) {
    most = Self.most(openFiles)
    width = min(Self.usual, most)
    self.patience = patience
  }

  private static func most(_ openFiles: Int) -> Int {
    max(1, min(mostEver, (openFiles - reserve) / filesPerConnection))
  }

  /// The soft limit of open files of this process.
  package static var openFileLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(min(limit.rlim_cur, 1 << 20))
  }

  /// Raises the soft limit of open files to the hard one, or to 65,536 where that is less; programs that are started
  /// inherit it.
  package static func raiseOpenFileLimit() {
    var limit = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(kind, &limit) == 0 else { return }
    let wanted = min(limit.rlim_max, 1 << 16)
    guard wanted > limit.rlim_cur else { return }
    limit.rlim_cur = wanted
    setrlimit(kind, &limit)
  }

  /// The open files that a change needs at most: each host has two connections before the commit, with a socket and
  /// libssh's duplicate of it, and those that are logging in have more.
  package static func openFiles(forChangeOf hosts: Int) -> Int {
    4 * hosts + min(hosts, usual) * filesPerConnection + reserve
  }

  /// Works on all items, no more than `width` at the same time that do not let wait; the results come in the order of
  /// the items.
  package func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result
  ) async -> [Result] {
    await withTaskGroup(of: Event<Result>.self) { group in
      var results = [Result?](repeating: nil, count: items.count)
      var turn = Turn(count: items.count, width: width, most: most)
      group.addTask { await tick() }
      while true {
        for index in turn.begin() { group.addTask { .done(index, await work(items[index])) } }
        guard !turn.isOver, let event = await group.next() else { break }
        switch event {
        case .done(let index, let result):
          results[index] = result
          turn.end(index)
        case .tick:
          turn.passOver(patience)
          // Whoever is cancelled is not waited for: the work itself ends soon.
          if !Task.isCancelled { group.addTask { await tick() } }
        }
      }
      group.cancelAll()
      return results.compactMap(\.self)
    }
  }

  private enum Event<Result: Sendable>: Sendable {
    case done(Int, Result)
    case tick
  }

  private func tick<Result>() async -> Event<Result> {
    try? await Task.sleep(for: patience / 4)
    return .tick
  }
}

/// Whose turn it is.
private struct Turn {
  private let width: Int
  private let most: Int
  private var waiting: Range<Int>
  /// Those at work, and since when.
  private var working: [Int: ContinuousClock.Instant] = [:]
  private var late: Set<Int> = []

  init(count: Int, width: Int, most: Int) {
    (waiting, self.width, self.most) = (0..<count, width, most)
  }

  var isOver: Bool { waiting.isEmpty && working.isEmpty && late.isEmpty }

  /// Those that begin now.
  mutating func begin() -> Range<Int> {
    let room = min(width - working.count, most - working.count - late.count)
    let starting = waiting.prefix(max(0, room))
    let now = ContinuousClock.now
    for index in starting { working[index] = now }
    waiting = starting.endIndex..<waiting.endIndex
    return starting
  }

  mutating func end(_ index: Int) {
    working[index] = nil
    late.remove(index)
  }

  /// Those that have let wait for so long do not count any more.
  mutating func passOver(_ patience: Duration) {
    let now = ContinuousClock.now
    for (index, start) in working where now - start >= patience {
      working[index] = nil
      late.insert(index)
    }
  }
}
