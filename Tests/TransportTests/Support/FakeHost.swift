import CLibSSH
import Glibc
import Testing

@testable import Transport

/// An SSH server in this process, on a free port of 127.0.0.1, which does with each command what a test says.
final class FakeHost: Sendable {
  /// What the host does after a command was started, one after another.
  enum Step: Sendable {
    case output([UInt8])
    case errors([UInt8])
    /// Waits for the end of the input.
    case readInput
    /// Sends the input back, read so far.
    case echo
    case exit(Int32)
    case signal(String)
    /// Waits until the connection ends.
    case hang
    /// Reads nothing any more, not even from the network, until the host is stopped.
    case stall
    /// Ends the connection without a word.
    case drop
    /// Says that the command is at its end, before the last step.
    case finish
    /// Refuses to start the command; only as the first step.
    case refuse
  }

  typealias Script = @Sendable (_ command: String) -> [Step]

  /// Which user keys are let in.
  enum Users: Sendable { case all, none }

  struct State: Sendable {
    var isStopped = false
    var isListening = true
    var connections: Set<Int32> = []
    var connectionsSoFar = 0
    /// How many connections are ended without a word, and how many channels are refused.
    var hangUps = 0
    var refusals = 0
  }

  let port: UInt16
  let hostKeys: [HostKey]
  /// The commands, each as it is started.
  let commands: AsyncStream<String>

  private let socket: ListeningSocket
  private let bind: ServerBind
  private let state = Monitor(State())

  init(
    keys: [ssh_keytypes_e] = [SSH_KEYTYPE_ED25519], users: Users = .all, hangingUp hangUps: Int = 0,
    refusingChannels refusals: Int = 0,
    script: @escaping Script = { _ in [.readInput, .echo, .exit(0)] }
  ) throws {
    let (commands, started) = AsyncStream<String>.makeStream()
    let socket = try ListeningSocket()
    let bind = try ServerBind(keys: keys)
    (self.commands, self.socket, self.bind) = (commands, socket, bind)
    (port, hostKeys) = (socket.port, bind.keys)
    state.withLock { ($0.hangUps, $0.refusals) = (hangUps, refusals) }
    try startThread { [state] in
      while let connection = socket.accept() {
        state.withLock { state in
          state.connections.insert(connection)
          state.connectionsSoFar += 1
          if state.isStopped { shutdown(connection, Int32(SHUT_RDWR)) }
        }
        let hangsUp = state.withLock { state in
          guard state.hangUps > 0 else { return false }
          state.hangUps -= 1
          state.connections.remove(connection)
          return true
        }
        if hangsUp {
          ListeningSocket.end(connection)
          continue
        }
        let served = FakeConnection(socket: connection, users: users, script: script, started: started, state: state)
        try? startThread { served.serve(bind) }
      }
      state.withLock { $0.isListening = false }
    }
  }

  /// Waits for all threads, so that nothing of the host is left when it is gone.
  deinit {
    socket.shutDown()
    state.withLock { state in
      state.isStopped = true
      state.connections.forEach { shutdown($0, Int32(SHUT_RDWR)) }
    }
    state.withLock(when: { !$0.isListening && $0.connections.isEmpty }) { _ in }
    socket.close()
  }

  /// How many connections there have been.
  var connectionsSoFar: Int { state.withLock { $0.connectionsSoFar } }

  /// Waits until all connections have ended.
  func waitForConnections() { state.withLock(when: { $0.connections.isEmpty }) { _ in } }

  /// The first key, for a host that has one.
  var hostKey: HostKey { hostKeys[0] }

  /// The lines of a known_hosts file for the host.
  var knownHostsLines: String {
    hostKeys.map { "[127.0.0.1]:\(port) \($0.type) \($0.base64)\n" }.joined()
  }
}

enum ServerKey {
  /// A fresh key; of RSA always the same, as it takes a tenth of a second to make.
  static func make(_ type: ssh_keytypes_e) throws -> ssh_key {
    guard type == SSH_KEYTYPE_RSA else { return try #require(generate(type)) }
    return try rsa.withLock { text in
      var key: ssh_key?
      ssh_pki_import_privkey_base64(text, nil, nil, nil, &key)
      return try #require(key)
    }
  }

  private static let rsa: Monitor<String> = {
    let key = generate(SSH_KEYTYPE_RSA, bits: 2048)
    defer { ssh_key_free(key) }
    var text: UnsafeMutablePointer<CChar>?
    ssh_pki_export_privkey_base64(key, nil, nil, nil, &text)
    defer { ssh_string_free_char(text) }
    return Monitor(text.map { String(cString: $0) } ?? "")
  }()

  private static func generate(_ type: ssh_keytypes_e, bits: Int32 = 0) -> ssh_key? {
    _ = LibSSH.isReady
    var key: ssh_key?
    ssh_pki_generate(type, bits, &key)
    return key
  }
}

/// The server's keys, shared by its connections.
///
/// `@unchecked Sendable`: after `init` libssh only reads it, and it is freed when no thread holds it any more.
final class ServerBind: @unchecked Sendable {
  let handle: ssh_bind
  let keys: [HostKey]

  init(keys types: [ssh_keytypes_e]) throws {
    _ = LibSSH.isReady
    handle = try #require(ssh_bind_new())
    var no = false
    ssh_bind_options_set(handle, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no)
    var keys: [HostKey] = []
    for type in types {
      let key = try ServerKey.make(type)
      keys.append(try #require(HostKey(key)))
      // The bind owns the key from here on.
      ssh_bind_options_set(handle, SSH_BIND_OPTIONS_IMPORT_KEY, UnsafeRawPointer(key))
    }
    self.keys = keys
  }

  deinit { ssh_bind_free(handle) }
}
