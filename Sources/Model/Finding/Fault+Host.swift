extension Fault {
  package enum MissingTool: Hashable, Sendable {
    /// With the package that has it on Debian, and what installs it, where that can be told.
    case linux(package: String, install: Command?)
    /// A program that comes with the system.
    case solaris(String)
    /// None that makes interfaces of tunnels.
    case ipadm
  }

  package enum MissingModule: Hashable, Sendable {
    case absent(kernel: String)
    /// The kernel loads none any more; with the line that says so.
    case loadingDisabled(module: String, by: String)
    /// The line that forbids it.
    case forbidden(by: String)
    case noGif
  }

  /// Why the next boot does not bring back what culvert makes.
  package enum LostBoot: Hashable, Sendable {
    /// A system that generates /etc, such as `VyOS`.
    case generated(by: String)
    /// What the root file system is, such as `tmpfs`.
    case volatileRoot(String)
    /// The line by which a module that is loaded could not be.
    case module(forbiddenBy: String)
    case unknownInit
    case smartOS
    case noRunLevels(Command)
    case generatedRCConf(product: String, from: HostPath)
    case memory(device: String)
    case readOnly
  }
}

/// The outer addresses of a tunnel.
package struct TunnelEnds: Hashable, Sendable {
  package var local: IPv4Address
  package var remote: IPv4Address

  package init(_ endpoint: HostIntent.Endpoint) { (local, remote) = (endpoint.local, endpoint.remote) }
}

/// How the owner of a tunnel removes it; culvert only says so.
package struct TunnelRemoval: Hashable, Sendable {
  /// What comes first where the tunnel has IP.
  package var address: String?
  package var tunnel: String

  package init(address: String? = nil, tunnel: String) {
    self.address = address
    self.tunnel = tunnel
  }
}
