#!/bin/bash
# freebsd-etc.sh, sourced by freebsd-seed.sh: FreeBSD's /etc and /var, in place of Debian's.
: "${tree:?}" "${here:?}" "${upper:?}" "${SYSTEM:?}" "${NAME:?}" "${ADDRESS:?}" "${GATEWAY:?}"

freebsd_etc() {
  forget_debian
  mkdir -p "$tree"/etc/{defaults,rc.d,periodic,newsyslog.conf.d,mtree,gnats,mail} "$tree"/{boot/kernel,rescue,net}
  [ "$SYSTEM" = freebsd8 ] || mkdir "$tree/etc/rc.conf.d"
  freebsd_users
  freebsd_rc_conf
  freebsd_tables
  freebsd_shells
  freebsd_var
}

# What stays is what Linux's own programs need: names, libraries, PAM, ssh.
forget_debian() {
  local path
  for path in "$tree"/etc/*; do
    case ${path##*/} in
      doas.conf | group | host.conf | hosts | ld.so.* | localtime | networks | nsswitch.conf | pam.d | passwd | protocols | \
        resolv.conf | rpc | services | ssh | sudoers | sudoers.d) ;;
      *) rm -rf "$path" ;;
    esac
  done
  rm -f "$tree"/root/.{profile,bashrc} "$tree"/home/*/.{profile,bashrc}
  rm -rf "$tree"/{opt,srv/ftp,var/backups,var/lib,var/local,var/opt,var/lock,var/run}
  rm -rf "$upper/local"
  for path in /usr/local/*; do hide "local/${path##*/}"; done
}

freebsd_users() {
  # Until 13 root's shell is csh.
  local shell=/bin/csh
  [ "$SYSTEM" != freebsd15 ] || shell=/bin/sh
  printf '%s\n' "root:*:0:0:Charlie &:/root:$shell" 'toor:*:0:0:Bourne-again Superuser:/root:' \
    'daemon:*:1:1:Owner of many system processes:/root:/usr/sbin/nologin' \
    'operator:*:2:5:System &:/:/usr/sbin/nologin' 'bin:*:3:7:Binaries Commands and Source:/:/usr/sbin/nologin' \
    'tty:*:4:65533:Tty Sandbox:/:/usr/sbin/nologin' 'kmem:*:5:65533:KMem Sandbox:/:/usr/sbin/nologin' \
    'man:*:9:9:Mister Man Pages:/usr/share/man:/usr/sbin/nologin' \
    'sshd:*:22:22:Secure Shell Daemon:/var/empty:/usr/sbin/nologin' \
    'www:*:80:80:World Wide Web Owner:/nonexistent:/usr/sbin/nologin' \
    'nobody:*:65534:65534:Unprivileged user:/nonexistent:/usr/sbin/nologin' \
    'tcpdump:*:101:101::/nonexistent:/usr/sbin/nologin' >"$tree/etc/passwd"
  printf '%s\n' 'wheel:*:0:root' 'daemon:*:1:' 'kmem:*:2:' 'sys:*:3:' 'tty:*:4:' 'operator:*:5:root' 'bin:*:7:' \
    'man:*:9:' 'sshd:*:22:' 'staff:*:20:' 'guest:*:31:' 'www:*:80:' 'tcpdump:*:101:' 'nogroup:*:65533:' \
    'nobody:*:65534:' >"$tree/etc/group"
  echo 'admin:*:1001:1001:User &:/home/admin:/bin/sh' >>"$tree/etc/passwd"
  echo 'admin:*:1001:' >>"$tree/etc/group"
  sed -i 's/^wheel:.*/&,admin/' "$tree/etc/group"
  chown -R 1001:1001 "$tree/home/admin"
  sed 's/^\([^:]*:[^:]*:[^:]*:[^:]*\):/\1::0:0:/' "$tree/etc/passwd" >"$tree/etc/master.passwd"
  chmod 600 "$tree/etc/master.passwd"
}

# The lab's own wishes are in here: the name, the address, the way out, sshd.
freebsd_rc_conf() {
  local nic=vtnet0
  [ "$SYSTEM" != freebsd8 ] || nic=em0
  cp "$here/freebsd-defaults-rc.conf" "$tree/etc/defaults/rc.conf"
  if [ "$SYSTEM" = freebsd8 ]; then sed -i '/since 9/d' "$tree/etc/defaults/rc.conf"; fi
  printf '%s\n' "hostname=\"$NAME\"" "ifconfig_$nic=\"inet ${ADDRESS%/*} netmask 255.255.255.0\"" \
    "defaultrouter=\"$GATEWAY\"" 'sshd_enable="YES"' 'sendmail_enable="NONE"' 'dumpdev="NO"' >"$tree/etc/rc.conf"
}

freebsd_tables() {
  printf '# Device\tMountpoint\tFStype\tOptions\tDump\tPass#\n/dev/%s\t/\tufs\trw\t1\t1\n' vtbd0 >"$tree/etc/fstab"
  printf '%s\n' '# list of shells' /bin/sh /bin/csh /bin/tcsh >"$tree/etc/shells"
  : >"$tree/etc/motd.template"
  : >"$tree/etc/sysctl.conf"
  # A pf.conf there is none until somebody writes one. [S sbin/pfctl/Makefile, etc/Makefile: pf.os alone is installed]
  echo '# passive OS fingerprints' >"$tree/etc/pf.os"
  : >"$tree/boot/loader.conf"
  echo 'options { directory "/etc/devd"; };' >"$tree/etc/devd.conf"
  install -d "$tree/etc/ssh"
  sed -i '/^Subsystem/d' "$tree/etc/ssh/sshd_config"
  printf '%s\n' 'PidFile /var/run/sshd.pid' 'Subsystem sftp internal-sftp' \
    'SetEnv PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin BLOCKSIZE=K' \
    >>"$tree/etc/ssh/sshd_config"
}

freebsd_shells() {
  # shellcheck disable=SC2016 # the shells expand it
  printf '%s\n' '# .cshrc - csh resource script, read at beginning of execution by each shell' 'alias h history 25' \
    'alias j jobs -l' 'alias la ls -aF' 'alias lf ls -FA' 'alias ll ls -lAF' 'umask 22' \
    'set path = (/sbin /bin /usr/sbin /usr/bin /usr/local/sbin /usr/local/bin $HOME/bin)' \
    'setenv EDITOR vi' 'setenv PAGER more' >"$tree/root/.cshrc"
  cp "$tree/root/.cshrc" "$tree/.cshrc"
  # shellcheck disable=SC2016 # the shells expand it
  printf '%s\n' 'PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:~/bin' 'export PATH' \
    'HOME=/root; export HOME' 'TERM=${TERM:-xterm}; export TERM' >"$tree/root/.profile"
  : >"$tree/etc/csh.cshrc"
  : >"$tree/etc/csh.login"
  : >"$tree/etc/profile"
}

freebsd_var() {
  mkdir -p "$tree"/var/{at,crash,db,empty,heimdal,log,mail,msgs,preserve,run,rwho,spool,yp}
  printf 'Nov 26 00:00:00 %s syslogd: kernel boot file is /boot/kernel/kernel\n' "$NAME" >"$tree/var/log/messages"
  : >"$tree/boot/kernel/kernel"
  : >"$tree/boot/kernel/if_gif.ko"
  : >"$tree/boot/kernel/pf.ko"
}
