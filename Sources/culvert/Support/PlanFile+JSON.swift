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
    } catch let error as DecodingError {
      throw .notAPlan(reason: error.reason)
    } catch { throw .notAPlan(reason: error.localizedDescription) }
    let unknown = (plans.map(\.host) + skipped.map(\.host)).filter { !hosts.contains($0) }
    guard unknown.isEmpty else { throw .unknownHosts(unknown) }
  }
}

extension DecodingError {
  /// Where the JSON is not what it has to be, and why, in one line.
  fileprivate var reason: String {
    switch self {
    case .dataCorrupted(let context) where context.codingPath.isEmpty: "it is no JSON"
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(Self.place(context)): \(context.debugDescription)"
    case .keyNotFound(let key, let context): "\(Self.place(context)): \(quoted(key.stringValue)) is missing"
    @unknown default: "it cannot be read"
    }
  }

  private static func place(_ context: Context) -> String {
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return path.isEmpty ? "at the top" : "at \(visible(path.joined(separator: ".")))"
  }
}
