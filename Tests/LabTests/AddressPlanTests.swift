import Lab
import Testing

@Suite struct AddressPlanTests {
  @Test func `a routed lab has a segment for every realserver`() {
    let plan = AddressPlan(LabSpec(directors: 2, realservers: 2))
    #expect(plan.places.map(\.name) == ["lb1", "lb2", "web1", "web2"])
    #expect(plan.places.map(\.address) == ["198.18.0.11", "198.18.0.12", "198.18.1.21", "198.18.2.22"])
    #expect(plan.places.map(\.gateway) == ["198.18.0.1", "198.18.0.1", "198.18.1.1", "198.18.2.1"])
    #expect(plan.places.map(\.mac).last == "02:00:c6:12:02:16")
    #expect([plan.vip(), plan.vip(ofDirector: 2)] == ["198.18.101.80", "198.18.102.80"])
  }

  @Test func `a flat lab has one segment`() {
    let plan = AddressPlan(LabSpec(topology: .flat))
    #expect(plan.places.map(\.address) == ["198.18.0.11", "198.18.0.21", "198.18.0.22"])
    #expect([plan.client, plan.vip()] == ["198.18.0.200", "198.18.0.181"])
  }

  @Test func `everybody knows everybody by name`() {
    let hosts = """
      127.0.0.1 localhost
      198.18.200.1 router
      198.18.200.200 client
      198.18.0.11 lb1
      198.18.1.21 web1

      """
    #expect(AddressPlan(LabSpec(realservers: 1)).hosts == hosts)
  }
}
