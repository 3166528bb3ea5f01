#!/bin/bash
# solaris-seed.sh, sourced by guest-system.sh: turns the tree of a fresh Debian into Solaris 10 or illumos, as far as it is
# played.
#
# What a command does is said in its own file. Linux's own commands stand behind solaris-strict.sh, which refuses what
# Solaris' have not; a few that take hardly any option are borrowed as they are. What is not listed is not there.
: "${tree:?}" "${here:?}" "${system:?}" "${upper:?}" "${linux:?}" "${SYSTEM:?}" "${WEB:?}"
# shellcheck source=/dev/null
. "$here/solaris-etc.sh"

# /bin is a link to /usr/bin; what /usr/xpg4 and /usr/lib have lies in the guest's own layer over /usr.
solaris_directories() {
  own_directories
  rmdir "$tree/bin"
  ln -s usr/bin "$tree/bin"
  mkdir -p "$tree/boot/culvert-lab/linux/proc" "$upper"/{xpg4/bin,lib/ssh,ccs/bin,ucb}
  install "$here"/solaris-*.{sh,pl} "$system/"
}

# In /usr/bin, /sbin (or /usr/sbin) or /usr/xpg4/bin: Linux's command behind its table of options.
strict() { # DIRECTORY, COMMAND...
  local target
  target=$(where "$1")
  shift
  commands /boot/culvert-lab/system/solaris-strict.sh "$target" "$@"
}

where() { # DIRECTORY
  case $1 in
    /usr/bin | /usr/sbin | /sbin) directory "$1" ;;
    /usr/*) echo "$upper/${1#/usr/}" ;;
  esac
}

play() { # FILE, DIRECTORY, COMMAND...
  local file=$1 target
  target=$(where "$2")
  shift 2
  commands "/boot/culvert-lab/system/$file" "$target" "$@"
}

solaris_borrowed() {
  borrow /usr/bin basename cksum cmp comm dirname env expr false fold getconf getent id join logname nice nohup paste \
    printenv sync test true tty '[' scp sftp ssh ssh-add ssh-agent ssh-keygen gzip
  rm "$system/usr/bin/id"
  borrow /usr/sbin chroot
  ln -s "$linux/sbin/sshd" "$upper/lib/ssh/sshd"
}

solaris_strict() {
  strict /usr/bin awk cat chgrp chmod chown cp cut date dd diff du egrep fgrep find grep head ln ls mkdir mktemp mv nawk od \
    pgrep pkill printf rm rmdir sed sleep sort split stty tail tee touch tr uniq xargs
  strict /usr/xpg4/bin awk chgrp chmod chown cp date egrep fgrep find grep ln ls mv rm sed sort tail tr
  ln -s "$linux/bin/id" "$upper/xpg4/bin/id"
  ln -s "$linux/bin/env" "$upper/xpg4/bin/env"
}

solaris_programs() {
  play solaris-ifconfig.sh /sbin ifconfig
  play solaris-ifconfig.sh /usr/sbin ifconfig
  play solaris-names.sh /usr/bin uname hostname zonename arch isainfo mach
  play solaris-smf.sh /usr/bin svcs
  play solaris-smf.sh /usr/sbin svcadm
  play solaris-netstat.sh /usr/bin netstat
  play solaris-net.sh /usr/sbin arp ping routeadm
  play solaris-ndd.sh /usr/sbin ndd
  play solaris-net.sh /sbin routeadm
  play solaris-ipfstat.sh /usr/sbin ipfstat
  play solaris-route.sh /usr/sbin route
  play solaris-route.sh /sbin route
  play solaris-process.sh /usr/bin ps pargs ctrun kill truss
  play solaris-about.sh /usr/bin digest id logger who uptime
  play solaris-about.sh /usr/sbin df psrinfo
  play solaris-kstat.sh /usr/bin kstat
  play solaris-pfexec.sh /usr/bin pfexec
  play solaris-echo.sh /usr/bin echo
  play solaris-wc.sh /usr/bin wc
  play solaris-last.sh /usr/bin last
  play solaris-wc.sh /usr/xpg4/bin wc
  play solaris-init.sh /usr/sbin halt init poweroff reboot shutdown
  [ "$SYSTEM" != illumos ] || illumos_programs
}

# What people have there and might ask for; nobody is to take its absence for an answer.
solaris_unknown() {
  unknown /usr/bin at atq atrm batch compress coreadm cpio crontab finger mac mail more pfiles pkginfo ppriv ptree \
    pwdx su svcprop tar vi w
  unknown /usr/sbin 6to4relay add_drv cfgadm dtrace fuser groupadd in.routed inetadm ipf ipnat ipsecconf modinfo \
    modload modunload mount mpstat patchadd prstat prtconf roleadd snoop svccfg sysdef traceroute umount useradd \
    userdel usermod zoneadm zonecfg
  if [ "$SYSTEM" = solaris10 ]; then play solaris-dladm-old.sh /usr/sbin dladm; else unknown /usr/bin pkg; fi
}

illumos_programs() {
  local directory
  for directory in /sbin /usr/sbin; do
    play solaris-dladm.sh $directory dladm
    play solaris-ipadm.sh $directory ipadm
  done
}

# Solaris 10: the Bourne shell, and two Korn shells that stand for ksh88. illumos: ksh93 everywhere.
solaris_shells() {
  local directory
  if [ "$SYSTEM" = solaris10 ]; then
      ln -s "$linux/bin/dash" "$system/sh"
    play solaris-sh.sh /sbin sh
    play solaris-sh.sh /usr/bin sh
    ln -s "$linux/bin/lksh" "$system/usr/bin/ksh"
  else
    for directory in "$tree/sbin" "$system/usr/bin"; do ln -s "$linux/bin/ksh93" "$directory/sh"; done
    ln -s "$linux/bin/ksh93" "$system/usr/bin/ksh"
    ln -s ksh "$system/usr/bin/ksh93"
  fi
  play solaris-ksh.sh /usr/xpg4/bin sh
}

solaris_init() {
  {
    echo '::sysinit:/boot/culvert-lab/system/solaris-boot.sh'
    echo '::respawn:/boot/culvert-lab/system/solaris-ssh.sh'
    [ "$WEB" != yes ] || echo '::respawn:/boot/culvert-lab/busybox httpd -f -p 80 -h /srv/www'
    echo '::shutdown:/boot/culvert-lab/system/solaris-off.sh'
  } >"$system/inittab"
}

solaris_directories
solaris_borrowed
solaris_strict
solaris_programs
solaris_unknown
solaris_shells
solaris_init
solaris_etc
