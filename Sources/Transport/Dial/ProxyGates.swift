/// Lets few hosts at a time log in through one proxy.
///
/// An sshd drops logins at random once ten are under way (sshd_config(5), MaxStartups 10:30:100), and a bastion may serve
/// others as well. What is logged in does not count.
actor ProxyGates {
  private var gates: [String: Gate] = [:]

  func gate(_ proxy: String) -> Gate {
    let gate = gates[proxy] ?? Gate(width: 6)
    gates[proxy] = gate
    return gate
  }
}

/// A place that so many may be in at once; the others wait in the order in which they came.
actor Gate {
  private var free: Int
  private var waiting: [(number: Int, resume: CheckedContinuation<Bool, Never>)] = []
  private var count = 0

  init(width: Int) { free = width }

  /// Waits for a place; false if the task is cancelled first, and then there is nothing to leave.
  func enter() async -> Bool {
    if free > 0 {
      free -= 1
      return true
    }
    count += 1
    let number = count
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard !Task.isCancelled else { return continuation.resume(returning: false) }
        waiting.append((number, continuation))
      }
    } onCancel: {
      Task { await self.giveUp(number) }
    }
  }

  func leave() {
    guard !waiting.isEmpty else {
      free += 1
      return
    }
    waiting.removeFirst().resume.resume(returning: true)
  }

  private func giveUp(_ number: Int) {
    guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
    waiting.remove(at: index).resume.resume(returning: false)
  }
}
