import Model

extension FreeBSDDriver {
  /// The files of rc.conf(5) as they are now, but with culvert's part as it was then.
  ///
  /// If nobody else has changed them, these are the very bytes of then. Files that cannot be followed stay as they are.
  package func restoredFiles(now: HostState, then: HostState) -> [HostPath: BootFile] {
    let names = Set(now.ownership.tunnels.keys).union(then.ownership.tunnels.keys).sorted()
    guard let present = try? RCConf(now.boot.files), let past = try? RCConf(then.boot.files),
      let bare = try? without(names, present), let pastBare = try? without(names, past)
    else { return [:] }
    if bare.files.map(\.bytes) == pastBare.files.map(\.bytes) {
      return then.boot.files.filter { RCConf.isPart($0.key) }
    }
    var editor = RCConfEditor(bare)
    do { for name in names { try editor.copy(name, from: past) } } catch { return [:] }
    return editor.conf.bootFiles
  }

  private func without(_ names: [InterfaceName], _ conf: RCConf) throws(RCConfProblem) -> RCConf {
    var editor = RCConfEditor(conf)
    for name in names { try editor.remove(name) }
    return editor.conf
  }
}
