/// The files that the boot reads, and the folders on the way to them.
package enum Files: ResourceKind {
  package static let name = "file"
  package static let face = Change.Face.boot
  package static var state: WritableKeyPath<HostState, [HostPath: BootFile]> { \.boot.files }
  package static let touched: HostManager.Touched? = .file

  package static func subject(_ key: HostPath) -> Subject { .file(key) }
  package static func terms(_ change: ChangeOf<Self>) -> [String] { [change.key.text] }
  package static func isOwned(_ key: HostPath, _ record: Ownership) -> Bool { record.files.contains(key) }

  /// A file that others write too is culvert's in part.
  package static func isKept(_ key: HostPath, _ value: BootFile, _ record: Ownership) -> Bool { true }

  /// A probe does not tell of folders that are as they should be.
  package static func observed(_ value: BootFile) -> BootFile? { value.isSafeFolder ? nil : value }

  /// What is in files needs no command.
  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] { [] }

  package static var fields: [Field<BootFile>] {
    [
      Field("kind") { if case .other(let kind) = $0 { kind } else { nil } },
      Field("link to") { if case .link(let target) = $0 { target } else { nil } },
      Field("mode") { file in
        switch file {
        case .regular(_, let mode), .folder(let mode): mode.description
        case .link, .other: nil
        }
      },
      Field("content") {
        if case .regular(let content, _) = $0 { String(decoding: content, as: UTF8.self) } else { nil }
      },
    ]
  }
}
