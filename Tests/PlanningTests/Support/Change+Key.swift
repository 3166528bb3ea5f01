import Model

extension Change {
  /// The same text for two changes of the same thing, another one for any other two.
  var key: String {
    switch self {
    case .tunnel(let name, _): "tunnel \(name)"
    case .address(let address, _): "address \(address)"
    case .setting(let name, _): "setting \(name)"
    case .mss(let key, _): "mss \(key)"
    case .service(let key, _): "service \(key)"
    case .destination(let key, _): "destination \(key) \(key.service)"
    case .bootTunnel(let name, _): "boot tunnel \(name)"
    case .file(let path, _): "file \(path)"
    case .ownership: "ownership"
    }
  }
}
