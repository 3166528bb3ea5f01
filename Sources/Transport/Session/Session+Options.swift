import CLibSSH
import Model

extension Session {
  /// Tells libssh what to do, and to ask no file about it.
  func setOptions(
    _ target: SSHTarget, hostKeys: [String], keyExchanges: SSHConfigValue?
  ) throws(TransportError.Kind) {
    // libssh reads no config file: a StrictHostKeyChecking there would have it take any key (SSH.md §5.3). Nor a
    // known_hosts file: it would hash every line twice for each connection (SSH.md §2).
    var no = false
    ssh_options_set(handle, SSH_OPTIONS_PROCESS_CONFIG, &no)
    for option in [SSH_OPTIONS_KNOWNHOSTS, SSH_OPTIONS_GLOBAL_KNOWNHOSTS] { set(option, "/dev/null") }
    // Or it would look for a home folder, and fail where there is none (options.c, ssh_options_apply).
    set(SSH_OPTIONS_SSH_DIR, "/")
    // Seconds; with 0 ssh_connect would give up after 10 (client.c). What takes too long is broken off by cutting the
    // line, which also ends what libssh has no time-out for.
    var aDay = 86_400
    ssh_options_set(handle, SSH_OPTIONS_TIMEOUT, &aDay)
    // Only for libssh's messages: the socket is connected already.
    set(SSH_OPTIONS_HOST, target.address)
    guard set(SSH_OPTIONS_USER, target.user) else { throw .localShortage(of: "memory", reason: lastError) }
    for (keyword, value) in target.algorithms { try setAlgorithms(keyword, value) }
    if let keyExchanges { try setAlgorithms(.kexalgorithms, keyExchanges) }
    if !hostKeys.isEmpty, !set(SSH_OPTIONS_HOSTKEYS, hostKeys.joined(separator: ",")) {
      throw .keyExchangeFailed(reason: lastError)
    }
  }

  private func setAlgorithms(_ keyword: SSHConfigKeyword, _ value: SSHConfigValue) throws(TransportError.Kind) {
    if keyword == .requiredrsasize { return try setSmallestRSAKey(value) }
    let options: [ssh_options_e] =
      switch keyword {
      case .kexalgorithms: [SSH_OPTIONS_KEY_EXCHANGE]
      case .hostkeyalgorithms: [SSH_OPTIONS_HOSTKEYS]
      case .ciphers: [SSH_OPTIONS_CIPHERS_C_S, SSH_OPTIONS_CIPHERS_S_C]
      case .macs: [SSH_OPTIONS_HMAC_C_S, SSH_OPTIONS_HMAC_S_C]
      case .pubkeyacceptedalgorithms: [SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES]
      default: []
      }
    let list = AlgorithmList(value.text, for: keyword)
    for option in options where !set(option, list.text) {
      throw .configuration(value.problem("none of these algorithms is supported: \(quoted(value.text))"))
    }
  }

  private func setSmallestRSAKey(_ value: SSHConfigValue) throws(TransportError.Kind) {
    guard var bits = Int32(value.text), bits >= 0 else {
      throw .configuration(value.problem("\(quoted(value.text)) is not a number of bits"))
    }
    // libssh takes none below 768, but for 0: its own choice (options.c).
    bits = max(bits, bits == 0 ? 0 : 768)
    guard ssh_options_set(handle, SSH_OPTIONS_RSA_MIN_SIZE, &bits) == SSH_OK else {
      throw .configuration(value.problem("not taken: \(lastError)"))
    }
  }

  @discardableResult
  private func set(_ option: ssh_options_e, _ text: String) -> Bool {
    ssh_options_set(handle, option, text) == SSH_OK
  }
}
