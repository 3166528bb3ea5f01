#!/bin/bash
# freebsd-seed.sh, sourced by guest-system.sh: turns the tree of a fresh Debian into FreeBSD, as far as it is played.
#
# What a command does is said in its own file. Of Linux's own commands these are here that do the same on FreeBSD for
# what is asked of them there; freebsd-strict.sh stands before those of which it is known that they do not.
: "${tree:?}" "${here:?}" "${system:?}" "${SYSTEM:?}" "${NAME:?}" "${ADDRESS:?}" "${GATEWAY:?}" "${WEB:?}"
# shellcheck source=/dev/null
. "$here/freebsd-etc.sh"

freebsd_commands() {
  borrow /bin cat chmod cp dash dd echo expr kill ln ls mkdir mv pwd rm rmdir sleep stty sync test '['
  mv "$tree/bin/dash" "$tree/bin/sh"
  borrow /bin tcsh
  ln "$tree/bin/tcsh" "$tree/bin/csh"
  borrow /sbin ping
  applets /sbin reboot halt poweroff
  borrow /usr/bin awk basename cmp comm cut diff dirname egrep env false fgrep find fold getconf grep gunzip gzip head \
    hexdump id install join less logger logname mesg more mktemp nice nohup od paste printenv printf readlink renice \
    rev script sort split ssh ssh-add ssh-agent ssh-keygen sum tail tar tee timeout touch tr true tty uniq uptime \
    users wc who whoami xargs yes du
  borrow /usr/sbin chown chroot sshd tcpdump
}

freebsd_programs() {
  parts freebsd-{common,interfaces,gif,ifconfig-show,ifconfig-words,ifconfig-inet,rc-conf,network,routes,sysctl-names}.sh
  parts freebsd-network{8,13}.sh
  program freebsd-ifconfig.sh /sbin ifconfig
  program freebsd-kld.sh /sbin kldload kldstat kldunload
  program freebsd-route.sh /sbin route
  program freebsd-sysctl.sh /sbin sysctl
  program freebsd-uname.sh /usr/bin uname
  program freebsd-ps.sh /bin ps
  program freebsd-tools.sh /bin date
  program freebsd-tools.sh /usr/bin fsync sed stat
  program freebsd-tools.sh /sbin md5 sha256
  program freebsd-tools.sh /usr/sbin daemon
  program freebsd-netif.sh /etc/rc.d netif
  program freebsd-routing.sh /etc/rc.d routing
  program freebsd-daemon-rc.sh /etc/rc.d devd sshd
  program freebsd-rc.sh /etc rc
  program freebsd-devd.sh /sbin devd
  install -m 755 "$here/freebsd-boot.sh" "$system/"
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
