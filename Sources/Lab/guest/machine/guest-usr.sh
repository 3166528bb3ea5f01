#!/bin/bash
# guest-usr.sh, sourced by guest-seed.sh: the guest's own layer over the host's /usr, in $upper.
#
# Packages put files into /usr/lib that systemd, procps and kmod act on at boot. What is not of a fresh minimal Debian is
# hidden by whiteouts (character device 0:0, see the kernel's overlayfs.rst), and so is what was installed by hand.
: "${upper:?}"

# What systemd itself wants at boot, and the generators through which /etc/init.d, rc.local and fstab work.
units='systemd-(journald|journald-dev-log)\.socket|systemd-(journal-flush|sysctl|modules-load|user-sessions)\.service'
units+='|systemd-tmpfiles-(setup|setup-dev)\.service|systemd-tmpfiles-clean\.timer'
generators='systemd-(fstab|rc-local|sysv)-generator'
tmpfiles='(debian|home|journal-nocow|legacy|passwd|provision|systemd|systemd-nologin|systemd-tmp|tmp|var)\.conf'
sysctls='(50-default|50-pid-max|99-protect-links)\.conf'
dropins='(rc-local\.service|systemd-.*|user.*)\.d'

make_usr() {
  local path
  for path in /usr/local/*; do
    if [ -d "$path" ] && [ ! -L "$path" ]; then keep_only "local/${path##*/}" ''; else hide "local/${path##*/}"; fi
  done
  keep_only lib/sysctl.d "$sysctls"
  keep_only lib/modprobe.d '(aliases|systemd)\.conf'
  keep_only lib/modules-load.d ''
  link_modules
}

hide_units() {
  local path
  for path in /usr/lib/systemd/system/*.{wants,requires}; do keep_only "${path#/usr/}" "$units"; done
  for path in /usr/lib/systemd/system/*.d; do
    [[ ${path##*/} =~ ^($dropins)$ ]] || hide "${path#/usr/}"
  done
  for path in binfmt.d environment.d systemd/{system-environment-generators,system-shutdown,{system,journald}.conf.d}; do
    keep_only "lib/$path" ''
  done
  keep_only lib/systemd/system-generators "$generators"
  keep_only lib/tmpfiles.d "$tmpfiles"
  # The root is mounted for good; remounting it costs a tenth of a second.
  hide lib/systemd/system/systemd-remount-fs.service
}

# As if systemd had never been on this host.
hide_systemd() {
  local path
  for path in /usr/bin/{bus,hostname,journal,locale,login,machine,network,resolve,system,timedate}ctl \
    /usr/bin/systemd-* /usr/lib/systemd /usr/sbin/shutdown; do
    [ ! -e "$path" ] || hide "${path#/usr/}"
  done
}

hide() { # PATH BELOW /usr
  mkdir -p "$upper/${1%/*}"
  mknod "$upper/$1" c 0 0
}

keep_only() { # DIRECTORY BELOW /usr, PATTERN
  local file
  for file in "/usr/$1"/*; do
    [[ ${file##*/} =~ ^($2)$ ]] || hide "$1/${file##*/}"
  done
}

# modprobe and the kernel's own loader find the guest kernel's modules where every host has them.
link_modules() {
  keep_only lib/modules ''
  mkdir -p "$upper/lib/modules"
  local path
  for path in /usr/lib/uml/modules/*; do ln -sfn "$path" "$upper/lib/modules/${path##*/}"; done
}

link_commands() { # TARGET, COMMAND...
  local target=$1 name
  shift
  mkdir -p "$upper/sbin"
  for name; do ln -s "$target" "$upper/sbin/$name"; done
}
