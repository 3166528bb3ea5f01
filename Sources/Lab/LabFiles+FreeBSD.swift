/// The scripts of the FreeBSD personalities.
extension LabFiles {
  static var freebsd: [(String, [UInt8])] { [("freebsd-seed.sh", PackageResources.freebsd_seed_sh)] }
}
