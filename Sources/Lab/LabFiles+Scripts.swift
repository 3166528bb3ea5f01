/// The scripts that travel inside this program, by their names; a test compares them with the folder.
extension LabFiles {
  static var scripts: [(String, [UInt8])] { machinery + freebsd + solaris }

  private static let machinery: [(String, [UInt8])] = [
    ("await-ssh.sh", PackageResources.await_ssh_sh), ("guest-boot.sh", PackageResources.guest_boot_sh),
    ("guest-etc.sh", PackageResources.guest_etc_sh), ("guest-inittab", PackageResources.guest_inittab),
    ("guest-kernel.sh", PackageResources.guest_kernel_sh), ("guest-rc.sh", PackageResources.guest_rc_sh),
    ("guest-seed.sh", PackageResources.guest_seed_sh), ("guest-sshd_config", PackageResources.guest_sshd_config),
    ("guest-system-init.sh", PackageResources.guest_system_init_sh),
    ("guest-system-unknown.sh", PackageResources.guest_system_unknown_sh),
    ("guest-system.sh", PackageResources.guest_system_sh), ("guest-usr.sh", PackageResources.guest_usr_sh),
    ("guest-web.service", PackageResources.guest_web_service), ("supervisor.sh", PackageResources.supervisor_sh),
  ]
}
