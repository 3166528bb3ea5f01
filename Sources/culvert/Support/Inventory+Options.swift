import Foundation
import Inventory
import Model
import Planning

extension CommonOptions {
  /// The cluster of an inventory without a mistake; warnings and mistakes are shown.
  /// - Throws: what speaks for itself, or `ExitCode` after the diagnostics have been shown.
  func cluster(_ view: any View) throws -> Cluster {
    let result = InventoryReader.read(try LocalFile.read(inventory, atMost: 16 << 20), file: inventory)
    if !result.diagnostics.isEmpty { view.show(.diagnostics(result.diagnostics)) }
    guard let cluster = result.cluster else { throw ExitStatus.error.code }
    return cluster
  }
}

extension Origin {
  /// An inventory that is read here and now.
  init(_ options: CommonOptions, _ name: ClusterName?) {
    let isFile = options.inventory != Origin.standardInput
    let file = !isFile ? options.inventory : URL(filePath: options.inventory).standardizedFileURL.path
    self.init(cluster: name, file: file, owner: Self.thisOwner, since: Int(Date().timeIntervalSince1970))
  }

  /// Who asks, as other operators will see it: `user@machine`, in characters that a shell and a log do not mind.
  static var thisOwner: String {
    let name = "\(NSUserName())@\(ProcessInfo.processInfo.hostName)"
    let harmless = name.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789@._-".unicodeScalars.contains($0))
    }
    return String(String.UnicodeScalarView(harmless)).prefix(60).description
  }
}
