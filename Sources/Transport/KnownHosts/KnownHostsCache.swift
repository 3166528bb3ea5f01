/// The known_hosts files that were read, each list of them once.
final class KnownHostsCache: Sendable {
  private let read = Monitor<[[String]: KnownHosts]>([:])

  func read(_ paths: [String]) throws(FileProblem) -> KnownHosts {
    try read.withLock { (cache: inout [[String]: KnownHosts]) throws(FileProblem) in
      if let known = cache[paths] { return known }
      let known = try KnownHosts(reading: paths)
      cache[paths] = known
      return known
    }
  }
}
