import Glibc
import Model
import Prober
import Testing

/// Connections of this machine to itself: what the kernel says of them is understood.
///
/// Those over tunnels are in ClusterTests.
@Suite struct SocketProberTests {
  @Test func `data that is taken by the kernel is a proof, though no program reads it`() async throws {
    let listener = try Listener()
    let probe = try SocketProber().prepare(to: listener.end)
    #expect(probe.source.address == listener.end.address)
    let attempt = await probe.attempt(upload: .fullSize, patience: .seconds(5))
    guard case .answered(let bytes) = attempt.outcome else {
      Issue.record("\(attempt)")
      return
    }
    // The loopback's packets are of 32 KiB and more.
    #expect(bytes > 2 * 32_000)
    #expect(attempt.isProof && attempt.roundTrip != nil && attempt.segment != nil)
  }

  @Test func `what the other side asks for at most in one packet is seen`() async throws {
    for size in [1300, 1440] {
      let listener = try Listener(segment: Int32(size))
      let attempt = try await SocketProber().prepare(to: listener.end).attempt(upload: .none, patience: .seconds(5))
      #expect(attempt.announced?.bytes == size)
      #expect(try attempt.exceeds(SegmentSize("1299")) && !attempt.exceeds(SegmentSize("1440")))
      #expect(!attempt.exceeds(nil))
    }
  }

  @Test func `nothing is sent where that is not wanted`() async throws {
    let listener = try Listener()
    let attempt = try await SocketProber().prepare(to: listener.end).attempt(upload: .none, patience: .seconds(5))
    #expect(attempt.outcome == .answered(bytes: 0))
  }

  @Test func `a port on which nobody listens refuses`() async throws {
    var listener: Listener? = try Listener()
    let end = try #require(listener).end
    listener = nil
    let attempt = try await SocketProber().prepare(to: end).attempt(upload: .none, patience: .seconds(5))
    #expect(attempt.outcome == .refused)
    #expect(!attempt.isProof)
  }

  /// Linux drops first packets for a listener whose queue is full.
  @Test func `no answer within its time is silence`() async throws {
    let listener = try Listener(queue: 0)
    let first = try SocketProber().prepare(to: listener.end)
    #expect(await first.attempt(upload: .none, patience: .seconds(5)).isProof)
    let probe = try SocketProber().prepare(to: listener.end)
    let start = ContinuousClock.now
    let attempt = await probe.attempt(upload: .none, patience: .milliseconds(300))
    #expect(attempt.outcome == .silent)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func `each connection has a port of its own`() throws {
    let listener = try Listener()
    let probes = try (0..<20).map { _ in try SocketProber().prepare(to: listener.end) }
    #expect(Set(probes.map(\.source.port)).count == 20)
  }
}

/// A program that listens and takes nothing.
private final class Listener {
  let end: Endpoint
  private let socket: Int32

  /// With a segment's size as the MSS that it announces.
  init(queue: Int32 = 16, segment: Int32? = nil) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var segment {
      let result = setsockopt(socket, Int32(IPPROTO_TCP), TCP_MAXSEG, &segment, socklen_t(MemoryLayout<Int32>.size))
      try #require(result == 0)
    }
    self.socket = socket
    var address = loopback(0)
    let isBound = withSocketAddress(&address) { bind(socket, $0, $1) } == 0
    try #require(isBound && listen(socket, queue) == 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
    }
    end = Endpoint(try IPv4Address("127.0.0.1"), Port(number: UInt16(bigEndian: address.sin_port)))
  }

  deinit { close(socket) }
}

private func loopback(_ port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return address
}

private func withSocketAddress(
  _ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
  withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
  }
}
