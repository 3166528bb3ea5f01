import Lab
import Testing

@Suite struct LabSpecTests {
  @Test func `the standard lab has both ways of booting`() throws {
    #expect(LabSpec.standard.guests.map(\.name) == ["lb1", "web1", "web2"])
    #expect(LabSpec.standard.guests.map(\.initStyle) == [.systemd, .systemd, .sysv])
    #expect(LabSpec.standard.guests.map(\.memory) == [160, 160, 96])
    try LabSpec.standard.validate()
  }

  @Test(arguments: ["", "Lab", "a-b", "1lab", "averyveryverylongname", "a b"])
  func `a lab's name is plain`(name: String) {
    #expect(throws: LabError.self) { try LabSpec(name: name).validate() }
  }

  @Test(arguments: ["client", "elevenchars", "lb1", ""])
  func `a guest's name is plain, short and its own`(name: String) {
    var spec = LabSpec.standard
    spec.guests.append(GuestSpec(name: name, role: .realserver))
    #expect(throws: LabError.self) { try spec.validate() }
  }

  @Test func `an unknown host is told with the known ones`() {
    let error = #expect(throws: LabError.self) { try LabSpec.standard.guest("web3") }
    #expect(error?.description == "lab 'lab': no host 'web3': there are lb1, web1, web2")
  }
}
