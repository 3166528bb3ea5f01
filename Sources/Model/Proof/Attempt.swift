/// What came of a connection to a VIP.
package struct Attempt: Hashable, Sendable {
  package var outcome: Outcome
  /// From the first packet to its answer, in microseconds, as the kernel measured it.
  package var roundTrip: Int?
  /// The largest piece of data that one packet could carry, in bytes.
  package var segment: Int?
  /// The MSS that the other side announced; nil where it could not be seen.
  ///
  /// Where the way there is known to carry no more, a greater one cannot be told from it, and does no harm.
  package var announced: SegmentSize?
  /// How often the path was tried before, and failed.
  package var failures = 0
  /// Why nothing was tried, if that is so.
  package var obstacle: String?

  package init(_ outcome: Outcome, roundTrip: Int? = nil, segment: Int? = nil, announced: SegmentSize? = nil) {
    self.announced = announced
    self.outcome = outcome
    self.roundTrip = roundTrip
    self.segment = segment
  }

  /// One that something was in the way of making, on the side of the prober.
  package static func prevented(_ why: String) -> Attempt {
    var attempt = Attempt(.silent)
    attempt.obstacle = why
    return attempt
  }

  package enum Outcome: Hashable, Sendable {
    /// It was accepted, and so many bytes were taken.
    case answered(bytes: Int)
    /// It was accepted, and ended by the other side when so many bytes were taken.
    case closed(bytes: Int)
    /// It was accepted, and the data was not taken.
    case stalled(bytes: Int)
    /// A reset, or an ICMP error.
    case refused
    case silent
    /// The network said so.
    case unreachable(String)
  }

  /// Whether the way there and back has carried all that was sent.
  package var isProof: Bool {
    switch outcome {
    case .answered, .closed: true
    case .stalled, .refused, .silent, .unreachable: false
    }
  }

  /// Whether clients may send longer packets than this.
  package func exceeds(_ mss: SegmentSize?) -> Bool {
    guard let mss, let announced else { return false }
    return announced > mss
  }
}
