#!/bin/bash
# guest-etc.sh, sourced by guest-seed.sh: the /etc of a fresh minimal Debian, in $tree.
#
# It is a list of what to have, not of what to leave out: whatever the developer's machine does at boot (services,
# crontabs, sysctls, network) is in files that are not named here, so it cannot happen in a guest.
: "${tree:?}" "${guest:?}" "${here:?}" "${NAME:?}"

make_etc() {
  mkdir -p "$tree"/etc/{apt,cron.d,default,init.d,modprobe.d,modules-load.d,network,opt,pam.d,profile.d,security,skel}
  mkdir -p "$tree"/etc/{ssh,sudoers.d,sysctl.d,systemd/system,tmpfiles.d} "$tree"/etc/rc{S,0,1,2,3,4,5,6}.d
  copy_etc
  write_etc
  write_users
  write_admin
  write_shadow
  write_pam
  write_ssh
}

# Tables and paths that programs in /usr read; none of them starts anything.
copy_etc() {
  local name
  for name in alternatives bash.bashrc debian_version ethertypes host.conf iproute2 issue issue.net ld.so.cache \
    ld.so.conf ld.so.conf.d login.defs mke2fs.conf networks protocols rpc services shells; do
    [ ! -e "/etc/$name" ] || cp -a "/etc/$name" "$tree/etc/"
  done
  # The guests' kernel has no nf_tables for IPv4.
  for name in iptables iptables-save iptables-restore; do
    ln -sfn "/usr/sbin/${name/iptables/iptables-legacy}" "$tree/etc/alternatives/$name"
  done
  cp /usr/share/base-files/profile "$tree/etc/profile"
  cp /usr/share/base-files/dot.profile "$tree/root/.profile"
  cp /usr/share/base-files/dot.bashrc "$tree/root/.bashrc"
}

write_etc() {
  echo "$NAME" >"$tree/etc/hostname"
  cp "$guest/hosts" "$tree/etc/hosts"
  ln -s ../usr/lib/os-release "$tree/etc/os-release"
  ln -s ../proc/self/mounts "$tree/etc/mtab"
  ln -s /usr/share/zoneinfo/Etc/UTC "$tree/etc/localtime"
  echo Etc/UTC >"$tree/etc/timezone"
  echo 'PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"' >"$tree/etc/environment"
  printf '%s: files\n' passwd group shadow protocols services >"$tree/etc/nsswitch.conf"
  echo 'hosts: files dns' >>"$tree/etc/nsswitch.conf"
  echo '# the kernel mounts /dev/ubda on /, the lab mounts /usr' >"$tree/etc/fstab"
  tr -d - </proc/sys/kernel/random/uuid >"$tree/etc/machine-id"
  : >"$tree/etc/resolv.conf"
  # Younger than /usr, or systemd takes the first boot for one after an upgrade.
  touch "$tree/etc/.updated" "$tree/var/.updated"
}

write_users() {
  sed 's/^\([^:]*\):\*:/\1:x:/' /usr/share/base-passwd/passwd.master >"$tree/etc/passwd"
  sed 's/^\([^:]*\):\*:/\1:x:/' /usr/share/base-passwd/group.master >"$tree/etc/group"
  cat >>"$tree/etc/passwd" <<'END'
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
tcpdump:x:101:101::/nonexistent:/usr/sbin/nologin
systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin
END
  printf '%s\n' tcpdump:x:101: systemd-network:x:998: systemd-journal:x:999: input:x:995: sgx:x:994: kvm:x:993: \
    render:x:992: >>"$tree/etc/group"
}

# A second login, as on hosts where nobody may log in as root.
write_admin() {
  echo 'admin:x:1000:1000:admin:/home/admin:/bin/bash' >>"$tree/etc/passwd"
  echo 'admin:x:1000:' >>"$tree/etc/group"
  printf '%s\n' 'Defaults env_reset' 'root ALL=(ALL:ALL) ALL' '@includedir /etc/sudoers.d' >"$tree/etc/sudoers"
  echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' >"$tree/etc/sudoers.d/admin"
  chmod 440 "$tree/etc/sudoers" "$tree/etc/sudoers.d/admin"
  echo 'permit nopass admin as root' >"$tree/etc/doas.conf"
  cp -a "$tree/root" "$tree/home/admin"
  authorize "$tree/home/admin"
  chown -R 1000:1000 "$tree/home/admin"
}

write_shadow() {
  sed 's/:.*/:*:19700:0:99999:7:::/' "$tree/etc/passwd" >"$tree/etc/shadow"
  sed 's/:.*/:*::/' "$tree/etc/group" >"$tree/etc/gshadow"
  chmod 640 "$tree/etc/shadow" "$tree/etc/gshadow"
  chgrp 42 "$tree/etc/shadow" "$tree/etc/gshadow"
}

write_pam() {
  local service
  printf '%s required pam_unix.so\n' auth account password session >"$tree/etc/pam.d/other"
  for service in login runuser runuser-l sshd su su-l sudo doas; do
    { echo 'auth sufficient pam_rootok.so' && cat "$tree/etc/pam.d/other"; } >"$tree/etc/pam.d/$service"
  done
}

write_ssh() {
  authorize "$tree/root"
  cp "$here/guest-sshd_config" "$tree/etc/ssh/sshd_config"
  install -m 600 "$guest/ssh_host_ed25519_key" "$tree/etc/ssh/"
  cp "$guest/ssh_host_ed25519_key.pub" "$tree/etc/ssh/"
}

authorize() { # HOME
  mkdir -m 700 "$1/.ssh"
  install -m 600 "$guest/authorized_keys" "$1/.ssh/authorized_keys"
}
