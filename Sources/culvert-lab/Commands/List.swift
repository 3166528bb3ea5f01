import ArgumentParser
import Lab

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the labs that are up, and their hosts.")

  func run() throws {
    for lab in try Lab.running.map(Lab.attach) {
      print("\(lab.spec.name)  \(lab.spec.topology.rawValue)  VIP \(lab.vip)  supervisor \(lab.supervisor)")
      for guest in lab.spec.guests {
        let state = try lab.isOn(guest.name) ? "on" : "off"
        print("  \(guest.name)  \(try lab.address(of: guest.name))  \(guest.initStyle.rawValue)  \(state)")
      }
    }
  }
}
