# shellcheck shell=sh
# Linux, as culvert's agent sees it: what it asks of any system, also of one that has busybox only. Of all files for Linux
# only changes.sh and steering.sh change anything but the agent's own.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
export PATH LC_ALL
# An old grep would print as somebody's profile wants it.
unset GREP_OPTIONS

# Seconds since the boot: not touched when somebody sets the clock.
cv_os_uptime() {
  read -r cv_uptime _ </proc/uptime
  cv_uptime=${cv_uptime%%.*}
}

# A word that lasts as long as this boot, of the machine or of the container, in $cv_this_boot. The kernel's boot_id is the
# machine's, and a container that restarts keeps it: but its first process is another, and /run is empty where it is on a tmpfs.
# (boot_id not by the shell's own read: a file below /proc/sys is empty from its second byte on for whoever reads byte by
# byte.)
cv_os_boot_id() {
  if [ ! -s /run/culvert-boot-id ] && [ -d /run ]; then
    od -A n -t x4 -N 16 /dev/urandom | tr -d ' \n' >"/run/culvert-boot-id.$$" &&
      ln "/run/culvert-boot-id.$$" /run/culvert-boot-id 2>/dev/null
    rm -f "/run/culvert-boot-id.$$"
  fi
  cv_read /run/culvert-boot-id
  cv_os_started 1
  cv_kernel=$(cat /proc/sys/kernel/random/boot_id)
  cv_this_boot=$cv_kernel-$cv_started-$cv_line
}

cv_os_purge() { rm -f /run/culvert-boot-id; }

# The 22nd field of /proc/PID/stat, in ticks since the machine's boot. The second, a name in parentheses, may hold blanks.
cv_os_started() {
  cv_started=
  cv_stat=
  { read -r cv_stat <"/proc/$1/stat"; } 2>/dev/null
  case $cv_stat in *') '*) ;; *) return 0 ;; esac
  # shellcheck disable=SC2086 # the fields behind the name: numbers, but for the first
  set -f -- ${cv_stat##*') '}
  set +f
  cv_started=${20:-}
}

# A file's permission bits in octal, without leading zeros, and `:UID` where its owner is not root, in $cv_file_mode.
cv_os_mode() {
  cv_file_mode=$(stat -c '%a:%u' "$1")
  cv_file_mode=${cv_file_mode%:0}
}

# What a symbolic link says, in $cv_target.
cv_os_link_target() { cv_target=$(readlink "$1"); }

# Puts files (or the entries of folders) on the disk: fsync(2) by coreutils 8.24 and later, and by busybox since 1.26 where it
# is built so. Older ones ignore the names, and put everything there by sync(2), which cannot fail.
cv_os_sync() { sync "$@" 2>/dev/null; }

# `PID PARENT` of every process; one that ends meanwhile is passed over by cat, where it would end mawk.
cv_os_processes() { cat /proc/[0-9]*/status 2>/dev/null | awk '/^Pid:/ { pid = $2 } /^PPid:/ { print pid, $2 }'; }

# A file that is renamed into its place keeps the label of the folder in which it was made (SELinux).
cv_os_label() {
  if linux_has_selinux; then restorecon "$1" >/dev/null 2>&1; fi
  return 0
}

linux_has_selinux() { [ -e /sys/fs/selinux/enforce ] && command -v restorecon >/dev/null 2>&1; }
