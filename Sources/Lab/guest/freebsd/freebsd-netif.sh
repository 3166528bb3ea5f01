#!/boot/culvert-lab/linux/bin/bash
# freebsd-netif.sh: /etc/rc.d/netif. As on the real thing, its exit status says nothing about what it did.
# shellcheck disable=SC2034,SC2154,SC2317 # the parts of a program share their variables and functions
here=/boot/culvert-lab/system
# shellcheck source=/dev/null
. "$here/freebsd-ifconfig.sh"
# shellcheck source=/dev/null
. "$here/freebsd-rc-conf.sh"
# shellcheck source=/dev/null
. "$here/freebsd-network.sh"
# shellcheck source=/dev/null
if since 9; then . "$here/freebsd-network13.sh"; else . "$here/freebsd-network8.sh"; fi
self=$0

netif() { # VERB, INTERFACE...
  local verb=$1 quiet=
  shift
  while [[ $verb =~ ^(fast|force|one|quiet)(.+)$ ]]; do
    quiet+=${BASH_REMATCH[1]} verb=${BASH_REMATCH[2]}
  done
  case $verb in
    start) netif_start "$@" ;;
    stop) netif_stop destroy "$@" ;;
    restart) netif_stop destroy "$@" && netif_start "$@" ;;
    clear) if since 9; then netif_stop keep "$@"; else refuse "$1"; fi ;;
    cloneup) clone_up "$@" ;;
    clonedown) clone_down "$@" ;;
    rcvar | enable | disable | delete | enabled | describe | extracommands | vnetup | vnetdown)
      unknown "the directive '$verb'"
      ;;
    *) refuse "$verb" ;;
  esac
}

refuse() { # VERB
  local verbs='rcvar|enable|disable|delete|enabled|describe|extracommands|cloneup|clonedown|clear|vnetup|vnetdown'
  since 9 || verbs='rcvar|cloneup|clonedown'
  complain "unknown directive '$1'."
  echo "Usage: $0 [fast|force|one$(if since 9; then echo '|quiet'; fi)](start|stop|restart|$verbs)" >&2
  exit 1
}

# ifconfig(8) as a command of the script's, which it may fail.
run() { (ifconfig "$@"); }

# Starting and stopping say what they did with which interfaces, then show them.
report() { # VERB, INTERFACE...
  local name verb=$1
  shift
  [ $# -gt 0 ] || return 0
  echo "$verb Network: $*."
  if yes rc_startmsgs; then
    for name; do run "$name"; done
  fi
}

# All of them, the loopback first.
all_interfaces() {
  local name list=()
  interfaces
  all=()
  case ${rc[network_interfaces]} in
    [Aa][Uu][Tt][Oo]) list=("${names[@]}") ;;
    *) read -r -a list <<<"lo0 ${rc[network_interfaces]} ${rc[cloned_interfaces]}" ;;
  esac
  for name in "${list[@]}"; do
    if [ "$name" = lo0 ] || ! automatic "$name"; then continue; fi
    all+=("$name")
  done
  all=(lo0 "${all[@]}")
}

if since 9; then load_rc_config network netif; else load_rc_config network; fi || exit
[ $# -gt 0 ] || refuse ''
netif "$@"
exit 0
