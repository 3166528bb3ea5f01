import Model
import Planning

/// What a transaction may ask of a host.
enum HostQuestion: Hashable {
  case stage, apply(Phase), drain, reach, confirm, inquire, revert, recover
}

extension ClusterTransaction.Action {
  /// The hosts that are asked, and what; nil at the end, and of a proof.
  var question: (hosts: [HostName], kind: HostQuestion)? {
    switch self {
    case .stage(let hosts): (hosts, .stage)
    case .apply(let hosts, let phase): (hosts, .apply(phase))
    case .drain(let hosts): (hosts, .drain)
    case .reach(let hosts): (hosts, .reach)
    case .confirm(let hosts): (hosts, .confirm)
    case .inquire(let hosts): (hosts, .inquire)
    case .revert(let hosts): (hosts, .revert)
    case .recover(let hosts): (hosts, .recover)
    case .prove, .finish: nil
    }
  }
}
