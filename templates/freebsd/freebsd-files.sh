# shellcheck shell=sh
# What a change asks of FreeBSD about files and processes.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_os_fixed PATH...: `PATH: REASON` of each that cannot be replaced: another is mounted on it (nullfs, since 14), or it or its
# folder is immutable, append-only or undeletable.
cv_os_fixed() {
  mount | while read -r _ _ cv_mounted _; do
    for cv_name in "$@"; do
      if [ "$cv_mounted" = "$cv_name" ]; then printf '%s: something is mounted on it\n' "$cv_name"; fi
    done
  done
  freebsd_flagged "$@"
}

# The flags uchg, uappnd, uunlnk, schg, sappnd, sunlnk: 0x2, 0x4, 0x10, 0x20000, 0x40000, 0x100000.
freebsd_flagged() {
  for cv_fixed in "$@"; do
    for cv_flagged in "$cv_fixed" "${cv_fixed%/*}"; do
      cv_flags=$(stat -f %f "$cv_flagged" 2>/dev/null)
      case ${cv_flags:-0} in *[!0-9]*) continue ;; esac
      if [ "$((${cv_flags:-0} & 0x160016))" -ne 0 ]; then
        printf '%s: file flags of %s: chflags noschg,nosappnd,nosunlnk,nouchg,nouappnd,nouunlnk %s\n' "$cv_fixed" \
          "$cv_flagged" "$cv_flagged"
      fi
    done
  done
}

# Starts a command that outlives this login: daemon(8) gives it a session of its own.
cv_os_detach() {
  if command -v daemon >/dev/null 2>&1 && daemon -f "$@" </dev/null >/dev/null 2>&1; then return 0; fi
  nohup "$@" </dev/null >/dev/null 2>&1 &
}

# Nothing is to be told: the boot reads its files by itself.
cv_os_boot_written() { :; }

# rc.conf is a program for sh, and one quote too many keeps the machine from booting.
cv_os_check_boot_file() {
  case $1 in
    /etc/rc.conf | /etc/rc.conf.local | */rc.conf.d/*) /bin/sh -n "$2" 2>/dev/null ;;
  esac
}
