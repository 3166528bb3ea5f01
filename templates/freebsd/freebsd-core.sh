# shellcheck shell=sh
# FreeBSD, 5.4 and later, as culvert's agent sees it: what it asks of any system, by the base system's own tools. stat knows no -c here, sed -i wants an argument, and there is no setsid.
#
# ifconfig's exit status proves nothing where a tunnel's ends are concerned: `tunnel` only warns when the kernel refuses,
# and `create` with more behind it is silently dropped on 12 and later where the interface is there already. What a
# command has done is read back.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

PATH=/sbin:/bin:/usr/sbin:/usr/bin
LC_ALL=C
export PATH LC_ALL
# Somebody's own form of addresses.
unset IFCONFIG_FORMAT

# Seconds since the boot: not touched when somebody sets the clock, because the kernel then moves kern.boottime along.
# The two are read one after the other; between two equal boot times nobody has set the clock.
cv_os_uptime() {
  cv_uptime=
  freebsd_boot_time || return 1
  while :; do
    cv_before=$cv_boot
    cv_now=$(date +%s)
    freebsd_boot_time || return 1
    if [ "$cv_boot" = "$cv_before" ]; then break; fi
  done
  cv_uptime=$((cv_now - cv_boot))
  [ "$cv_uptime" -ge 0 ]
}

# The second of the boot, from `{ sec = 1795406687, usec = 389340 } Mon Nov 23 04:04:47 2026`.
freebsd_boot_time() {
  cv_boot=$(sysctl -n kern.boottime)
  cv_boot=${cv_boot#*sec = }
  cv_boot=${cv_boot%%,*}
  case $cv_boot in
    '' | *[!0-9]*) return 1 ;;
  esac
}

# A word that lasts as long as this boot of the host, in $cv_this_boot. A file in /var/run, which rc.d/cleanvar empties at each
# boot: of a jail too, which shares the kernel with others that go on. And what the kernel says of its own boot, for `cleanvar_enable=NO` keeps the
# file: kern.boot_id is 16 bytes, from 13 on. Before, a file from before kern.boottime is of an earlier boot. (That is a date,
# and moves when the clock is set: the file alone would do but for that setting.)
cv_os_boot_id() {
  cv_kernel=$(sysctl -bn kern.boot_id 2>/dev/null | od -A n -v -t x1 | tr -d ' \n')
  if [ -z "$cv_kernel" ]; then freebsd_drop_old_boot_id; fi
  if [ ! -s /var/run/culvert-boot-id ]; then
    od -A n -t x4 -N 16 /dev/urandom | tr -d ' \n' >"/var/run/culvert-boot-id.$$" &&
      ln "/var/run/culvert-boot-id.$$" /var/run/culvert-boot-id 2>/dev/null
    rm -f "/var/run/culvert-boot-id.$$"
  fi
  cv_read /var/run/culvert-boot-id
  [ -n "$cv_line" ] && cv_this_boot=$cv_line$cv_kernel
}

freebsd_drop_old_boot_id() {
  [ -e /var/run/culvert-boot-id ] && freebsd_boot_time || return 0
  if [ "$(stat -f %m /var/run/culvert-boot-id)" -lt "$cv_boot" ]; then rm -f /var/run/culvert-boot-id; fi
}

cv_os_purge() { rm -f /var/run/culvert-boot-id; }

# A file's permission bits in octal, without leading zeros, and `:UID` where its owner is not root. Set-uid, set-gid and sticky
# are not among them. In $cv_file_mode.
cv_os_mode() {
  cv_file_mode=$(stat -f %Lp:%u "$1")
  cv_file_mode=${cv_file_mode%:0}
}

# What a symbolic link says, in $cv_target.
cv_os_link_target() { cv_target=$(readlink "$1"); }

# fsync(1) waits for files and for the entries of folders, and fails where these cannot be written; sync(8) only asks, and
# is what there is without fsync.
cv_os_sync() {
  if command -v fsync >/dev/null 2>&1; then fsync "$@" 2>/dev/null; else sync; fi
}

# The second since the boot in which a process started: setting the clock does not touch it, because ps(1) reckons with
# kern.boottime too. 0 where ps knows no etime (5.4): the pid alone tells then. Between the two questions a busy host may let
# seconds pass; that another process gets the same pid within ten seconds is what the slack takes for impossible.
cv_started_slack=10
cv_os_started() {
  cv_started=0
  cv_stat=$(ps -o etime= -p "$1" 2>/dev/null)
  if cv_elapsed "$cv_stat" && cv_os_uptime; then cv_started=$((cv_uptime - cv_elapsed)); fi
}

# cp -p copies file flags too: a copy with schg is one that nobody can change or remove. On a file system without flags there
# is nothing to clear.
cp() {
  command cp "$@" || return 1
  for cv_copy in "$@"; do :; done
  chflags 0 "$cv_copy" 2>/dev/null
  return 0
}

# What earlier versions copied with its flags goes as well; of anything else the flags are not touched.
rm() {
  command rm "$@" 2>/dev/null && return 0
  for cv_flagged in "$@"; do
    # shellcheck disable=SC2154 # the agent's own folder
    case $cv_flagged in
      */.culvert-new.* | "$cv_state"/*) chflags -R 0 "$cv_flagged" 2>/dev/null ;;
    esac
  done
  command rm "$@"
}

# `PID PARENT` of every process, and a line of titles.
cv_os_processes() { ps -axo pid,ppid; }

# A FreeBSD host is no director.
cv_os_connections() { :; }
