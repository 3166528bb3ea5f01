import Glibc

/// How many hosts are worked on at once.
package struct Fanout: Sendable {
  /// At least 1.
  package let width: Int

  /// The open files that the rest of the process is given.
  private static let reserve = 64
  /// The socket, libssh's duplicate of it, the agent's socket, and the file of a ProxyCommand's complaints.
  private static let filesPerConnection = 4

  /// A width under the process's limit of open files, so that no connection meets it.
  ///
  /// - Parameters:
  ///   - wanted: 64 unless the operator says otherwise; more gains nothing (SSH.md §2).
  ///   - openFiles: the limit of getrlimit(2).
  package init(atMost wanted: Int = 64, openFiles: Int = Fanout.openFileLimit) {
    width = max(1, min(wanted, (openFiles - Self.reserve) / Self.filesPerConnection))
  }

  /// The soft limit of open files of this process.
  package static var openFileLimit: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    return Int(min(limit.rlim_cur, 1 << 20))
  }

  /// Works on all items, no more than `width` at the same time; the results come in the order of the items.
  package func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result
  ) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
      var results = [Result?](repeating: nil, count: items.count)
      for (index, item) in items.enumerated() {
        if index >= width, let (done, result) = await group.next() { results[done] = result }
        group.addTask { (index, await work(item)) }
      }
      for await (done, result) in group { results[done] = result }
      return results.compactMap(\.self)
    }
  }
}
