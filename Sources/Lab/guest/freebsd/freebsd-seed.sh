#!/bin/bash
# freebsd-seed.sh, sourced by guest-system.sh: turns the tree of a fresh Debian into FreeBSD, as far as it is played.
#
# What a command does is said in its own file. Of Linux's own commands these are here that do the same on FreeBSD for
# what is asked of them there; freebsd-strict.sh stands before those of which it is known that they do not.
: "${tree:?}" "${here:?}" "${system:?}" "${SYSTEM:?}" "${NAME:?}" "${ADDRESS:?}" "${GATEWAY:?}" "${WEB:?}" "${upper:?}" "${linux:?}"
# shellcheck source=/dev/null
. "$here/freebsd-etc.sh"

freebsd_commands() {
  borrow /bin dash dd echo expr hostname kill pwd realpath sleep stty sync test '[' tcsh
  mv "$tree/bin/dash" "$tree/bin/sh"
  ln "$tree/bin/tcsh" "$tree/bin/csh"
  applets /sbin reboot halt poweroff
  borrow /usr/bin awk basename cksum cmp comm csplit diff dirname du env expand false fmt fold getconf gunzip gzip \
    hexdump join less logname mesg more nice nl nohup od paste printenv printf renice rev script seq split ssh ssh-add \
    ssh-agent ssh-keygen su sum tar true truncate tsort tty unexpand users whoami yes zcat
  [ "$SYSTEM" = freebsd8 ] || borrow /usr/bin timeout
  borrow /usr/sbin chroot sshd tcpdump
  install_packages
  freebsd_unplayed
}

# sudo and doas as their packages would lie there, with Debian's way to find their files.
install_packages() {
  local name
  rm -f "$upper"/local/{bin,etc}
  keep_only local/bin ''
  keep_only local/etc ''
  mkdir -p "$upper"/local/{bin,etc}
  for name in sudo doas; do ln -s "$linux/bin/$name" "$upper/local/bin/$name"; done
  for name in sudoers doas.conf; do ln -s "/etc/$name" "$upper/local/etc/$name"; done
  echo 'Defaults secure_path="/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"' >>"$tree/etc/sudoers"
}

freebsd_programs() {
  parts freebsd-{common,interfaces,gif,ifconfig-show,ifconfig-words,ifconfig-inet,rc-conf,network,routes,sysctl-names}.sh
  parts freebsd-{network8,network13,netstat-tables,sysrc-files,processes}.sh
  parts freebsd-pf-{kernel,lex,load,names,packets,rule,rules,show}.sh
  program freebsd-strict.sh /bin cat chmod cp ln ls mkdir mv rm rmdir
  program freebsd-strict.sh /usr/bin chgrp cut egrep fgrep find grep head id readlink sort tail tee touch tr uniq wc xargs
  program freebsd-strict.sh /usr/sbin chown
  program freebsd-sed.sh /usr/bin sed
  program freebsd-tools.sh /bin date
  program freebsd-tools.sh /sbin ping shutdown
  program freebsd-tools.sh /usr/bin fsync install lockf logger mktemp which
  program freebsd-stat.sh /usr/bin stat
  program freebsd-stat.sh /bin chflags df
  program freebsd-stat.sh /sbin mount
  program freebsd-digest.sh /sbin md5 sha1 sha256 sha512
  program freebsd-ps.sh /bin ps pgrep pkill
  program freebsd-last.sh /usr/bin last
  program freebsd-daemon.sh /usr/sbin daemon
  program freebsd-ifconfig.sh /sbin ifconfig
  program freebsd-kld.sh /sbin kldload kldstat kldunload
  program freebsd-pfctl.sh /sbin pfctl
  program freebsd-route.sh /sbin route
  program freebsd-netstat.sh /usr/bin netstat
  program freebsd-sysctl.sh /sbin sysctl
  program freebsd-uname.sh /usr/bin uname
  program freebsd-service.sh /usr/sbin service
  program freebsd-netif.sh /etc/rc.d netif
  program freebsd-routing.sh /etc/rc.d routing
  program freebsd-daemon-rc.sh /etc/rc.d devd sshd
  program freebsd-pf-rc.sh /etc/rc.d pf
  program freebsd-rc.sh /etc rc
  program freebsd-devd.sh /sbin devd
  install -m 755 "$here/freebsd-boot.sh" "$system/"
  install -m 644 "$here/freebsd-rc.subr" "$tree/etc/rc.subr"
  [ "$SYSTEM" = freebsd8 ] || freebsd_programs_of_13
}

freebsd_programs_of_13() {
  program freebsd-tools.sh /bin freebsd-version
  program freebsd-sysrc.sh /usr/sbin sysrc
  program freebsd-digest.sh /sbin sha256sum
}

# What FreeBSD has and nobody has played yet.
freebsd_unplayed() {
  unknown /sbin camcontrol dhclient dmesg fsck gpart ipfw kenv ldconfig mdconfig mdmfs newfs ping6 rcorder swapon \
    tunefs umount
  unknown /usr/bin at bc column chpass crontab ed fetch fstat ftp jot login nc passwd procstat sockstat time \
    top truss uptime vi vmstat w who
  unknown /usr/sbin arp cron freebsd-update iostat jail jls mixer newsyslog ngctl periodic pkg pw rmuser syslogd \
    traceroute vipw
}

freebsd_init() {
  {
    echo '::sysinit:/boot/culvert-lab/system/freebsd-boot.sh'
    [ "$WEB" != yes ] || echo '::respawn:/boot/culvert-lab/busybox httpd -f -p 80 -h /srv/www'
    echo '::shutdown:/boot/culvert-lab/busybox umount -a -r'
  } >"$system/inittab"
}

own_directories
freebsd_etc
mkdir -p "$tree/usr/libexec"
freebsd_commands
freebsd_programs
freebsd_init
