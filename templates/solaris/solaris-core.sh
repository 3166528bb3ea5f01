# shellcheck shell=sh
# Solaris 10, Solaris 11 and illumos, as culvert's agent sees them: what it asks of any system. It runs under Solaris 10's /usr/xpg4/bin/sh (a ksh88), ksh93 and mksh. There is no readlink, stat,
# timeout, seq, `tail -n` and `date +%s` to count on, and /usr/bin/grep knows no -q: /usr/xpg4/bin comes first.
#
# Two dialects. Tunnels named ip.tunN are ifconfig's (Solaris 10, and illumos where that form is in use already); any
# other name is dladm's and ipadm's. An exit status proves nothing here (a second `plumb` ends with 0): what a command
# has done is read back.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

PATH=/usr/xpg4/bin:/usr/sbin:/usr/bin:/sbin
LC_ALL=C
export PATH LC_ALL
unset cv_uname cv_noun
# The shell that the watchdog runs under; Solaris 10's /bin/sh is the Bourne shell.
if [ -z "${CULVERT_SHELL:-}" ] && [ -x /usr/xpg4/bin/sh ]; then CULVERT_SHELL=/usr/xpg4/bin/sh; fi

# Seconds since the boot. `snaptime` is the kernel's hrtime, which setting the clock does not touch; boot_time is a date,
# and lbolt counts ticks of a length that can be configured. Without a number nothing is begun: the watchdog would not
# know when its time is up.
cv_os_uptime() {
  cv_uptime=$(kstat -p unix:0:system_misc:snaptime 2>/dev/null)
  cv_uptime=${cv_uptime##*[!0-9.]}
  cv_uptime=${cv_uptime%%.*}
  [ -n "$cv_uptime" ]
}

# A word that lasts as long as this start of the system, or of the zone, in $cv_this_boot: /var/run is empty
# after each. (The kernel's boot_time is the global zone's: a zone that is started anew keeps it.)
cv_os_boot_id() {
  if [ ! -s /var/run/culvert-boot-id ]; then
    od -A n -t x4 -N 16 /dev/urandom | tr -d ' \n' >"/var/run/culvert-boot-id.$$" &&
      ln "/var/run/culvert-boot-id.$$" /var/run/culvert-boot-id 2>/dev/null
    rm -f "/var/run/culvert-boot-id.$$"
  fi
  cv_read /var/run/culvert-boot-id
  cv_this_boot=$cv_line
  [ -n "$cv_this_boot" ]
}

cv_os_purge() { rm -f /var/run/culvert-boot-id; }

# A file's permission bits in octal, without leading zeros, and `:UID` where its owner is not root, in
# $cv_file_mode: `-rwsr-x--T` is 5750. With a lower-case letter the bit for executing is set too; l is mandatory locking, the bit of set-gid without that for executing.
cv_os_mode() {
  cv_bits=$(ls -ldn "$1")
  # shellcheck disable=SC2086 # the fields
  set -f -- $cv_bits
  set +f
  cv_uid=$3
  cv_bits=$1
  cv_bits=${cv_bits#?}
  cv_special=0
  cv_octal=
  for cv_weight in 4 2 1; do
    cv_digit=0
    case $cv_bits in r*) cv_digit=4 ;; esac
    case $cv_bits in ?w*) cv_digit=$((cv_digit + 2)) ;; esac
    case $cv_bits in ??[xst]*) cv_digit=$((cv_digit + 1)) ;; esac
    case $cv_bits in ??[sStTlL]*) cv_special=$((cv_special + cv_weight)) ;; esac
    cv_octal=$cv_octal$cv_digit
    cv_bits=${cv_bits#???}
  done
  if [ "$cv_special" != 0 ]; then cv_octal=$cv_special$cv_octal; fi
  while [ "${cv_octal#0}" != "$cv_octal" ] && [ "$cv_octal" != 0 ]; do cv_octal=${cv_octal#0}; done
  if [ "$cv_uid" != 0 ]; then cv_octal=$cv_octal:$cv_uid; fi
  cv_file_mode=$cv_octal
}

# What a symbolic link says, in $cv_target.
cv_os_link_target() {
  cv_target=$(ls -ld "$1") && cv_target=${cv_target#*"$1 -> "}
}

# There is no fsync(1), and sync(1M) takes no file. sync(2) waits on ZFS (a pool that cannot be written to stops it for good,
# or panics); on UFS it only asks, and lockfs(1M) waits, and fails where a file system cannot be written.
cv_os_sync() {
  sync || return 1
  if [ -x /usr/sbin/lockfs ] && solaris_has_ufs; then lockfs -fa >/dev/null 2>&1; fi
}

solaris_has_ufs() {
  while read -r _ _ cv_line _; do
    if [ "$cv_line" = ufs ]; then return 0; fi
  done </etc/mnttab
  return 1
} 2>/dev/null

# The time of day at which a process started, by the clock of that moment (ps(1) shows the day instead once it is one day
# old: no process that is asked for lives so long), in seconds. 0 where ps shows none: the pid alone tells then.
cv_os_started() {
  cv_started=0
  cv_stat=$(ps -o stime= -p "$1" 2>/dev/null)
  if cv_elapsed "$cv_stat"; then cv_started=$cv_elapsed; fi
}

# `PID PARENT` of every process.
cv_os_processes() { ps -e -o pid= -o ppid=; }

# A Solaris host is no director.
cv_os_connections() { :; }
