# shellcheck shell=sh
# The look at a Linux host: its sections, and dumps that the kernel interrupts.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

cv_os_probe() {
  cv_section system linux_system
  cv_section tools linux_tools
  cv_section modules linux_modules
  cv_section links linux_dump -o link show
  cv_section tunnels linux_dump -o tunnel show
  cv_section addresses linux_dump -o -4 addr show
  cv_section settings linux_settings
  if linux_shortens "$@"; then cv_section mss linux_mss; fi
  cv_section services linux_services
  cv_section thresholds linux_thresholds
  cv_section rivals linux_rivals
  cv_section keepalived linux_keepalived
  cv_section managers linux_managers
  cv_section rc-links linux_rc_links
  for cv_argument in "$@"; do
    case $cv_argument in
      file:*) cv_section "$cv_argument" cv_file_state "${cv_argument#file:}" ;;
      route:*) cv_section "$cv_argument" linux_route "${cv_argument#route:}" ;;
    esac
  done
  cv_section folders cv_folders /etc/culvert/boot /etc/systemd/system/multi-user.target.wants/culvert.service \
    /etc/init.d/culvert /etc/runlevels/default/culvert /etc/rc[2345].d/.
  cv_section drop-ins linux_drop_ins
}

# linux_dump ARGUMENT...: what ip(8) lists. Where interfaces come and go meanwhile the kernel may leave some out, and ip says that
# the dump was interrupted: it is asked again, and the list begins anew after a line `%again`.
linux_dump() {
  cv_tries=0
  while :; do
    { cv_errors=$(ip "$@" 2>&1 >&3 3>&-) && cv_failed=0 || cv_failed=$?; } 3>&1
    if [ -n "$cv_errors" ]; then printf '%s\n' "$cv_errors" >&2; fi
    case $cv_errors in
      *'Dump was interrupted'*) ;;
      *) return "$cv_failed" ;;
    esac
    cv_tries=$((cv_tries + 1))
    if [ "$cv_tries" -ge 20 ]; then return 75; fi
    echo '%again'
  done
}

# linux_shortens ARGUMENT...: whether rules for segment sizes matter here: the inventory wants some, or culvert has made some (those
# of the boot script), or is about to. Elsewhere nothing is asked of iptables, which may load modules, warn or be broken.
linux_shortens() {
  case " $* " in *' mss '*) return 0 ;; esac
  if [ -n "${cv_tx:-}" ] && [ -r "$cv_tx/steps" ] && grep -q '_mss ' "$cv_tx/steps"; then return 0; fi
  [ -r /etc/culvert/boot ] && grep -q '^mss ' /etc/culvert/boot
}

# The way to an address, or else the routes that have no way for it.
linux_route() {
  ip -o route get "$1" && return 0
  cv_failed=$?
  ip -o route show match "$1" | sed 's/^/match /'
  return "$cv_failed"
}
