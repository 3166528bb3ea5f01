import Foundation
import Model
import Planning

extension PlanFile {
  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// Reads a saved plan for the hosts of an inventory.
  /// - Throws: `PlanFileError`.
  init(_ bytes: [UInt8], hosts: Set<HostName>) throws(PlanFileError) {
    let decoder = JSONDecoder()
    do {
      let header = try decoder.decode(PlanFileHeader.self, from: Data(bytes))
      guard header.version == Self.currentVersion else { throw PlanFileError.version(header.version) }
      guard header.culvert == Version.current else {
        throw PlanFileError.otherCulvert(header.culvert, this: Version.current)
      }
      self = try decoder.decode(PlanFile.self, from: Data(bytes))
    } catch let error as PlanFileError {
      throw error
    } catch { throw .notAPlan(reason: "\(error)") }
    let unknown = (plans.map(\.host) + skipped.map(\.host)).filter { !hosts.contains($0) }
    guard unknown.isEmpty else { throw .unknownHosts(unknown) }
  }
}
