import Model

/// The files of this folder, which travel inside the program.
///
/// SwiftPM names an embedded file by its own name alone, so names are unique in all folders. A test compares this list
/// with the folder.
package enum Embedded {
  package static let files: [TemplateName: [UInt8]] = [
    TemplateName("agent/trust.sh"): PackageResources.trust_sh,
    TemplateName("agent/agent.sh"): PackageResources.agent_sh,
    TemplateName("linux/linux-agent.sh"): PackageResources.linux_agent_sh,
    TemplateName("linux/linux-boot.sh.mustache"): PackageResources.linux_boot_sh_mustache,
    TemplateName("linux/culvert.service.mustache"): PackageResources.culvert_service_mustache,
    TemplateName("linux/linux-sysv.sh.mustache"): PackageResources.linux_sysv_sh_mustache,
    TemplateName("linux/linux-openrc.sh.mustache"): PackageResources.linux_openrc_sh_mustache,
    TemplateName("linux/sysctl.conf.mustache"): PackageResources.sysctl_conf_mustache,
    TemplateName("linux/networkd.network.mustache"): PackageResources.networkd_network_mustache,
    TemplateName("linux/networkmanager.conf.mustache"): PackageResources.networkmanager_conf_mustache,
    TemplateName("freebsd/freebsd-agent.sh"): PackageResources.freebsd_agent_sh,
    TemplateName("freebsd/freebsd-boot.sh.mustache"): PackageResources.freebsd_boot_sh_mustache,
    TemplateName("solaris/solaris-agent.sh"): PackageResources.solaris_agent_sh,
    TemplateName("solaris/solaris-boot.sh.mustache"): PackageResources.solaris_boot_sh_mustache,
  ]
}
