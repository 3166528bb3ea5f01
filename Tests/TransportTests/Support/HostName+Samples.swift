import Model

extension HostName {
  static let web1 = try! HostName("web1")
}
