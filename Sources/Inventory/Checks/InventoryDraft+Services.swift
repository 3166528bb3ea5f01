import Model

extension InventoryDraft {
  /// Reports what is wrong between services and directors, and between services.
  func checkServices(_ report: Report) {
    checkDirectors(report)
    for service in services.drafts { checkRealservers(of: service, report) }
    checkKeys(report)
  }

  private func checkDirectors(_ report: Report) {
    if directors.isComplete, directors.drafts.isEmpty, !services.drafts.isEmpty {
      report.error(
        at: directorsPlace, "there is no director for the services",
        "name the host that takes the clients' packets: 'directors: [lb1]'")
    }
    for director in directors.drafts {
      guard let host = hosts.drafts.first(where: { $0.name.value == director.host.value })?.host,
        host.system != .linux
      else { continue }
      report.error(
        at: director.host.place, "'\(host.name)' cannot be a director: only Linux has ip_vs",
        "let a Linux host be the director; this one can be a realserver")
    }
    for director in directors.drafts.dropFirst() {
      report.error(
        at: director.host.place, "more than one director is not supported yet",
        "keep one: two would have to agree on who holds a VIP, as with VRRP")
    }
  }

  private func checkRealservers(of service: ServiceDraft, _ report: Report) {
    let directors = Set(directors.drafts.map(\.host.value))
    for realserver in service.realservers.drafts where directors.contains(realserver.host.value) {
      report.error(
        at: realserver.host.place,
        "'\(realserver.host.value)' is a director and a realserver, which is not supported yet",
        "take it out here: ip_vs would hand it its packets locally and not through a tunnel")
    }
  }

  private func checkKeys(_ report: Report) {
    var first: [ServiceKey: ServiceName] = [:]
    for service in services.drafts {
      guard let key = service.key, let vip = service.vip else { continue }
      if let other = first[key] {
        report.error(at: vip.place, "service '\(other)' has \(key) already", "change the VIP, the protocol or the port")
      } else {
        first[key] = service.name.value
      }
    }
  }
}
