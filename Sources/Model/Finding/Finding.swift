/// Something that is wrong with a host: what it is about, and what is known of it.
package struct Finding: Hashable, Sendable {
  package var fault: Fault
  package var about: Subject

  package init(_ fault: Fault, about: Subject) {
    self.fault = fault
    self.about = about
  }

  package var id: FindingID { fault.id }
}
