#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-ifconfig.sh: ifconfig of the Solaris personalities, for IPv4 tunnels and what else is plumbed. Arguments are
# taken from left to right, one ioctl for each keyword, and the first that fails ends it with what was done before in
# place [S POL and GATE ifconfig.c].
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-kernel.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-print.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-link.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-address.sh

# Perror0_exit [S]: the name is that of the last request, and empty as long as there was none.
fail() { # REQUEST, ERROR
  case $2 in
    ENXIO) give_up "ifconfig: $1: $lifr: no such interface" ;;
    EPERM) give_up "ifconfig: $1: $lifr: permission denied" ;;
    EEXIST) give_up "ifconfig: $1: $lifr: already exists" ;;
    *) give_up "ifconfig: $1: $lifr: $2" ;;
  esac
}

give_up() { # MESSAGE
  finish
  die "$1"
}

# What the keywords left is the state, whatever came of the last one.
finish() {
  local interface
  [ -n "$touched" ] || return 0
  for interface in $touched; do kernel_sync "$interface"; done
  save
}

touch_interface() { # IF
  has "$touched" "$1" || touched+=" $1"
}

plumbed() { # IF or IF:LUN
  [[ -n ${N[${1%%:*},class]:-} ]] && has "${N[${1%%:*},luns]}" "$(lun_of "$1")"
}

lun_of() { if [[ $1 == *:* ]]; then echo "${1#*:}"; else echo 0; fi; }

need() { # REQUEST: sets physical, lun and lif
  lifr=$name
  physical=${name%%:*} lun=0
  [[ $name != *:* ]] || lun=${name#*:}
  lif=$physical:$lun
  if [[ -z ${N[$physical,class]:-} ]] || ! has "${N[$physical,luns]}" "$lun"; then fail "$1" ENXIO; fi
}

need_root() { # REQUEST
  [ "$EUID" = 0 ] || fail "$1" EPERM
  touch_interface "$physical"
}

# DEFAULT_IP in /etc/default/inet_type makes ifconfig print as before IPv6 [S get_compat_flag].
compatible=no
usage() {
  # [D] the first line of it; the rest names every keyword.
  say 'usage: ifconfig <interface> | -a[ 4 | 6 | D ][ u | d ][ Z ]'
  exit 1
}

# Returns how many arguments it took.
keyword() { # KEYWORD, ARGUMENT
  case $1 in
    plumb) plumb ;;
    unplumb) unplumb ;;
    up | down | private | -private | deprecated | -deprecated | router | -router | xmit | -xmit | local | -local | \
      anycast | -anycast) set_flag "$1" ;;
    tsrc | tdst) set_end "$1" "$2" ;;
    thoplimit) set_hop_limit "$2" ;;
    mtu) set_mtu "$2" ;;
    metric) need 'setifmetric: SIOCSLIFMETRIC' && need_root 'setifmetric: SIOCSLIFMETRIC' && N[$physical,metric]=$2 ;;
    netmask) set_netmask "$2" ;;
    broadcast) need SIOCSLIFBRDADDR && need_root SIOCSLIFBRDADDR ;;
    addif) addif "$2" ;;
    removeif) removeif "$2" ;;
    set) set_address "$2" ;;
    destination) set_destination "$2" ;;
    *) unknown "'$1'" ;;
  esac
}

takes_argument() {
  case $1 in
    tsrc | tdst | thoplimit | mtu | metric | netmask | broadcast | addif | removeif | set | destination) ;;
    index | subnet | token | encr_auth_algs | encr_algs | auth_algs | group | encaplimit | zone | usesrc | modinsert | \
      modremove) unknown "'$1'" ;;
    *) return 1 ;;
  esac
}

is_keyword() {
  case $1 in
    plumb | unplumb | up | down | private | -private | deprecated | -deprecated | router | -router | xmit | -xmit | \
      local | -local | anycast | -anycast | trailers | -trailers | arp | -arp | nud | -nud | preferred | -preferred | \
      debug | verbose | auto-revarp | modlist | failover | -failover | standby | -standby | failed | -failed | \
      configinfo | -encaplimit | -zone | all-zones | ether | ipmp | dhcp | auto-dhcp) ;;
    *) return 1 ;;
  esac
}

configure() {
  scan_netmask "$@"
  while [ $# -gt 0 ]; do
    if takes_argument "$1"; then
      [ $# -gt 1 ] || give_up "ifconfig: no argument for $1"
      create_pending
      keyword "$1" "$2"
      shift
    elif is_keyword "$1"; then
      create_pending
      keyword "$1" ''
    elif [ "$given" = 0 ]; then
      set_address "$1"
    else
      classic || [ "$given" -lt 2 ] || give_up 'ifconfig: cannot configure more than two addresses in one command'
      set_destination "$1"
    fi
    shift
  done
  create_pending
  finish
}

[ $# -gt 0 ] || usage
name=$1 family='' lifr='' touched='' given=0 pending='' pending_destination=''
shift
case ${1:-} in
  inet) family=4 ;;
  inet6) family=6 ;;
esac
[ -z "$family" ] || shift
read_compatibility
if [[ $name == -* ]]; then
  [[ ${name#-} != *[!audDXZ46v]* ]] || usage
  [[ $name == *a* ]] || die "ifconfig: $name: no such interface"
  [ $# = 0 ] || unknown "what to do to all interfaces"
  load
  show_all "$name" "$family"
elif [ ${#name} -gt 31 ]; then
  die "$name: interface name too long"
elif [ $# = 0 ]; then
  load
  show_one "$family"
else
  load_locked
  [[ $family != 6 ]] || [[ "$*" == unplumb || "$*" == 'down unplumb' ]] || unknown IPv6
  configure "$@"
fi
