#!/bin/bash
# guest-seed.sh DIRECTORY: makes DIRECTORY/disk, the ext4 root of one guest; the guest's kernel needs nothing more.
#
# DIRECTORY/conf says who the guest is (NAME, INIT, SYSTEM, WEB); authorized_keys and the host key lie beside it. Its
# /usr is the host's, read-only, below an overlay (guest-usr.sh); its /etc and /var are made here (guest-etc.sh).
set -euo pipefail
export LC_ALL=C
umask 022
shopt -s nullglob

here=$(dirname "$0")
guest=$1
tree=$guest/tree
upper=$tree/boot/culvert-lab/upper
# shellcheck source=/dev/null
. "$guest/conf"
# shellcheck source=/dev/null
. "$here/guest-etc.sh"
# shellcheck source=/dev/null
. "$here/guest-usr.sh"

make_tree() {
  mkdir -p "$tree"/{boot/culvert-lab/work,dev,home,media,mnt,opt,proc,run,srv,sys,usr} "$upper"
  mkdir -p "$tree"/var/{backups,cache,lib/misc,lib/systemd,local,log,mail,opt,spool}
  mkdir -m 1777 "$tree/tmp" "$tree/var/tmp"
  mkdir -m 700 "$tree/root"
  ln -s /run "$tree/var/run"
  ln -s /run/lock "$tree/var/lock"
  local link
  for link in bin lib lib32 lib64 libx32 sbin; do
    [ ! -e "/usr/$link" ] || ln -s "usr/$link" "$tree/$link"
  done
  install /usr/bin/busybox "$here/guest-boot.sh" "$tree/boot/culvert-lab/"
}

# Pages: / says who serves, /big is big, and /cgi-bin/count says how many bytes were posted to it.
write_web() {
  mkdir -p "$tree/srv/www/cgi-bin"
  echo "$NAME" >"$tree/srv/www/index.html"
  yes "$NAME serves a file that fills many packets" | head -c 4000000 >"$tree/srv/www/big" || true
  printf '%s\n' '#!/bin/sh' 'printf "Content-Type: text/plain\r\n\r\n"' 'wc -c' >"$tree/srv/www/cgi-bin/count"
  chmod 755 "$tree/srv/www/cgi-bin/count"
}

systemd_guest() {
  local wants=$tree/etc/systemd/system/multi-user.target.wants
  hide_units
  link_commands /usr/lib/systemd/systemd init
  link_commands /usr/bin/systemctl halt poweroff reboot runlevel shutdown telinit
  mkdir -p "$wants"
  ln -s /lib/systemd/system/multi-user.target "$tree/etc/systemd/system/default.target"
  ln -s /lib/systemd/system/ssh.service "$wants/ssh.service"
  ln -s /lib/systemd/system/ssh.service "$tree/etc/systemd/system/sshd.service"
  [ "$WEB" = yes ] || return 0
  cp "$here/guest-web.service" "$tree/etc/systemd/system/web.service"
  ln -s ../web.service "$wants/web.service"
}

sysv_guest() {
  hide_systemd
  link_commands /usr/bin/busybox halt init poweroff reboot
  install -D -m 755 "$here/guest-rc.sh" "$upper/lib/init/rc"
  cp "$here/guest-inittab" "$tree/etc/inittab"
  [ "$WEB" = yes ] || sed -i /httpd/d "$tree/etc/inittab"
}

make_disk() {
  truncate -s 256M "$guest/disk"
  mke2fs -q -F -t ext4 -L "$NAME" -d "$tree" "$guest/disk"
  rm -rf "$tree"
}

make_tree
make_etc
make_usr
"${INIT}_guest"
[ "$WEB" != yes ] || write_web
# shellcheck source=/dev/null
[ "$SYSTEM" = linux ] || . "$here/guest-system.sh"
make_disk
