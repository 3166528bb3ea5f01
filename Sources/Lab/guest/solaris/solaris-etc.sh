#!/bin/bash
# solaris-etc.sh, sourced by solaris-seed.sh: the /etc and /var of a Solaris that was just installed, as far as anybody
# asks; out of what guest-etc.sh made.
: "${tree:?}" "${here:?}" "${guest:?}" "${upper:?}" "${SYSTEM:?}" "${NAME:?}" "${GATEWAY:?}"

solaris_etc() {
  local etc=$tree/etc
  drop_linux
  mkdir -p "$etc"/{default,inet,init.d,lib,security,svc/volatile,rcS.d,rc0.d,rc1.d,rc2.d,rc3.d}
  solaris_users
  solaris_network
  solaris_release
  mkdir -p "$tree"/var/{adm,db,opt,svc/log,spool/cron/crontabs} "$tree"/{export,kernel,devices,platform}
  rm "$tree/var/run" "$tree/var/lock"
  mkdir "$tree/var/run"
  [ "$SYSTEM" != illumos ] || mkdir -p "$etc"/{dladm,ipadm}
  solaris_default
  solaris_ssh
}

drop_linux() {
  local name
  for name in alternatives apt bash.bashrc cron.d debian_version doas.conf environment ethertypes fstab hostname issue issue.net \
    login.defs machine-id mke2fs.conf modprobe.d modules-load.d mtab network networks os-release profile.d skel \
    sysctl.d systemd timezone tmpfiles.d .updated inittab; do
    rm -rf "${tree:?}/etc/$name"
  done
  rm -rf "${tree:?}"/etc/rc[45S6].d "${tree:?}"/var/{backups,cache,lib,local,mail,.updated} "${tree:?}/media"
}

# Home directories are where Solaris has them; sshd is OpenSSH's user, and Debian's tty group is in the kernel's mounts.
solaris_users() {
  local home=/root
  if [ "$SYSTEM" = solaris10 ]; then
    home=/
    mv "$tree/root/.ssh" "$tree/.ssh"
    rm -r "$tree/root"
  else
    rm -f "$tree"/root/.bashrc "$tree"/root/.profile
  fi
  mkdir -p "$tree/export/home"
  mv "$tree/home/admin" "$tree/export/home/admin"
  rm -f "$tree"/export/home/admin/.bashrc "$tree"/export/home/admin/.profile
  chown -R 100:10 "$tree/export/home/admin"
  printf '%s\n' "root:x:0:0:Super-User:$home:/sbin/sh" daemon:x:1:1::/: bin:x:2:2::/usr/bin: sys:x:3:3::/: \
    adm:x:4:4:Admin:/var/adm: sshd:x:22:22:sshd:/var/empty:/bin/false 'nobody:x:60001:60001:NFS Anonymous Access User:/:' \
    'noaccess:x:60002:60002:No Access User:/:' admin:x:100:10:admin:/export/home/admin:/bin/sh >"$tree/etc/passwd"
  printf '%s\n' root::0: other::1:root bin::2:root,daemon sys::3:root,bin,adm adm::4:root,daemon tty::5:root staff::10: \
    sshd::22: nobody::60001: noaccess::60002: >"$tree/etc/group"
  sed 's/:.*/:NP:6445::::::/' "$tree/etc/passwd" >"$tree/etc/shadow"
  chmod 400 "$tree/etc/shadow"
  rm -f "$tree"/etc/gshadow
  echo 'admin::::type=normal;profiles=Primary Administrator' >"$tree/etc/user_attr"
  sed -i 's/^Defaults.*/Defaults !env_reset, !secure_path/' "$tree/etc/sudoers"
}

solaris_network() {
  local etc=$tree/etc
  { cat "$guest/hosts" && echo "127.0.0.1 loghost"; } >"$etc/inet/hosts"
  ln -sf ./inet/hosts "$etc/hosts"
  printf '%s\n' '# network netmask' '198.18.0.0 255.255.255.0' >"$etc/inet/netmasks"
  ln -s ./inet/netmasks "$etc/netmasks"
  echo "$NAME" >"$etc/nodename"
  echo "$NAME" >"$etc/hostname.e1000g0"
  echo "$GATEWAY" >"$etc/defaultrouter"
  printf '%s\n' 'passwd: files' 'group: files' 'hosts: files' >"$etc/nsswitch.conf"
}

solaris_release() {
  if [ "$SYSTEM" = solaris10 ]; then
    printf '%s\n' '                      Solaris 10 8/07 s10x_u4wos_12b X86' \
      '           Copyright 2007 Sun Microsystems, Inc.  All Rights Reserved.' >"$tree/etc/release"
  else
    printf '%s\n' '  OpenIndiana Development oi_151.1.9 X86 (powered by illumos)' >"$tree/etc/release"
  fi
}

solaris_default() {
  local default=$tree/etc/default
  rm -rf "${default:?}"/*
  printf '%s\n' '# PATH sets the initial shell PATH variable' '#PATH=/usr/bin:' '#SUPATH=/usr/sbin:/usr/bin' \
    >"$default/login"
  printf '%s\n' TZ=UTC CMASK=022 >"$default/init"
  mkdir "$tree/etc/ipf"
  printf '%s\n' '#' '# ipf.conf' '#' '# IP Filter rules to be loaded during startup' '#' >"$tree/etc/ipf/ipf.conf"
  printf '%s\n' TCP_STRONG_ISS=1 >"$default/inetinit"
  printf '%s\n' '/dev/dsk/c0d0s0 /dev/rdsk/c0d0s0 / ufs 1 no -' >"$tree/etc/vfstab"
}

# The search path of a login is SunSSH's.
solaris_ssh() {
  cat >>"$tree/etc/ssh/sshd_config" <<'END'
Match User root
  SetEnv PATH=/usr/sbin:/usr/bin
Match User *,!root
  SetEnv PATH=/usr/bin
END
}
