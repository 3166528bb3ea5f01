/// The name of a host as known_hosts files write it: `web1`, or `[web1]:2222` for a port that is not 22.
package struct KnownHostName: Hashable, Sendable {
  /// In lower case, as ssh(1) looks names up.
  package let text: String
  /// The same host without its port, if that was not 22.
  let withoutPort: String?

  /// Takes a name, an alias, or an address without brackets.
  package init(host: String, port: UInt16 = 22) {
    let host = host.lowercased()
    text = port == 22 ? host : "[\(host)]:\(port)"
    withoutPort = port == 22 ? nil : host
  }
}
