#!/bin/bash
# freebsd-seed.sh, sourced by guest-system.sh: turns the tree of a fresh Debian into FreeBSD, as far as it is played.
#
# What a command does is said in its own file. Of Linux's own commands these are here that do the same on FreeBSD for
# what is asked of them there; freebsd-strict.sh stands before those of which it is known that they do not.
: "${tree:?}" "${here:?}" "${system:?}" "${SYSTEM:?}" "${NAME:?}" "${ADDRESS:?}" "${GATEWAY:?}" "${WEB:?}"
# shellcheck source=/dev/null
. "$here/freebsd-etc.sh"

freebsd_commands() {
  borrow /bin cat chmod cp dash dd domainname echo expr kill ln ls mkdir mv pwd rm rmdir sleep stty sync test '['
  ln -s dash "$tree/bin/sh"
  ln -s /boot/culvert-lab/linux/bin/tcsh "$tree/bin/csh"
  ln -s csh "$tree/bin/tcsh"
  borrow /sbin ping
  applets /sbin reboot halt poweroff
  mkdir -p "$tree/usr/libexec"
  borrow /usr/bin awk basename cmp comm cut diff dirname egrep env false fgrep fold getconf id join less logger \
    logname mesg more nice nohup od paste printenv printf renice rev script sort split ssh ssh-add ssh-agent \
    ssh-keygen sum tee timeout tr true tty uniq uptime users wc who whoami xargs yes
  borrow /usr/sbin chown chroot sshd tcpdump
}

freebsd_programs() {
  program freebsd-ifconfig.sh /sbin ifconfig
  program freebsd-uname.sh /usr/bin uname
}

freebsd_init() {
  {
    echo '::sysinit:/boot/culvert-lab/system/freebsd-boot.sh'
    [ "$WEB" != yes ] || echo '::respawn:/boot/culvert-lab/busybox httpd -f -p 80 -h /srv/www'
    echo '::shutdown:/boot/culvert-lab/busybox umount -a -r'
  } >"$system/inittab"
}

own_directories
freebsd_commands
freebsd_programs
freebsd_init
freebsd_etc
