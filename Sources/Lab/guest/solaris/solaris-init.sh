#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-init.sh: init, telinit, reboot, halt, poweroff, shutdown: Solaris' ways to tell init what to do.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# Nothing is asked to stop in any order: that is what Solaris' own reboot does too, and init 6 has run the scripts.
tell() { # APPLET
  [ "$EUID" = 0 ] || die "${0##*/}: permission denied"
  (
    echo "$BASHPID" >"$state/contracts/cgroup.procs"
    sleep 0.1
    kill -TERM -1
    sleep 0.1
    "$lab/busybox" sync
    "$lab/busybox" mount -o remount,ro /dev/root /
    "$lab/busybox" "$1" -f
  ) </dev/null >/dev/null 2>&1 &
}

by_level() { # RUN LEVEL
  case $1 in
    0) stop_scripts 0 && tell halt ;;
    5) stop_scripts 0 && tell poweroff ;;
    6) stop_scripts 0 && tell reboot ;;
    q | Q) exit 0 ;;
    *) unknown "run level $1" ;;
  esac
}

stop_scripts() { # LEVEL
  local script
  for script in "/etc/rc$1.d"/K*; do [ ! -f "$script" ] || /sbin/sh "$script" stop; done
}

shut_down() {
  local OPTIND=1 option level=s
  while getopts yg:i: option; do
    case $option in
      y) ;;
      g) ;;
      i) level=$OPTARG ;;
      *) exit 1 ;;
    esac
  done
  by_level "$level"
}

case ${0##*/} in
  reboot) tell reboot ;;
  halt) tell halt ;;
  poweroff) tell poweroff ;;
  shutdown) shut_down "$@" ;;
  *) by_level "${1:-}" ;;
esac
