import Drivers
import Inventory
import Model
import Planning

/// Goes on from an observation as a plan does, for each of the intents: whatever was observed, this must come to its end.
func visit(_ driver: any Driver, _ observation: Observation, _ intents: [HostIntent]) throws {
  let seen = HostState(live: observation.live, boot: observation.boot)
  for intent in intents {
    for refusal in driver.findings(for: intent, observation, ownership: Ownership()) { try holdIsOneLine("\(refusal)") }
    let wanted = try driver.desired(for: intent, observation, ownership: Ownership(), templates: NoTemplates())
    for change in changes(from: seen, to: wanted) {
      for phase in Phase.allCases { _ = driver.steps(for: change, in: phase) }
    }
    _ = driver.restoredFiles(now: wanted, then: seen)
  }
}

/// Templates that say nothing.
struct NoTemplates: TemplateRendering {
  func render(_ name: TemplateName, _ values: [String: TemplateValue]) throws(TemplateError) -> [UInt8] { [] }
}

/// What a cluster of three wants of its director and of its realservers.
enum SampleIntents {
  static let director = intents.filter { $0.balancing != nil }
  static let realservers = intents.filter { $0.balancing == nil }

  private static let intents: [HostIntent] = {
    guard let cluster = InventoryReader.read(Array(inventory.utf8), file: "sample").cluster else {
      preconditionFailure("the sample has mistakes")
    }
    return cluster.hosts.map(cluster.intent(for:))
  }()

  private static let inventory = """
    culvert: 1
    hosts:
      lb1: { address: 198.51.100.10 }
      web1: { address: 203.0.113.21 }
      web2: { address: 203.0.113.130 }
    directors: [lb1]
    services:
      web:
        vip: 192.0.2.80
        port: 80
        scheduler: wlc
        realservers: { web1: , web2: }
    tunnels:
      backup:
        ends:
          web1: 198.18.255.1
          web2: 198.18.255.2
    """
}
