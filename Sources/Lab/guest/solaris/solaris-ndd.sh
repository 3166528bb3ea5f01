#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-ndd.sh: ndd, Solaris 10's own [S OpenSolaris ndd.c of 2006, nd.c] and illumos', which asks libipadm [S 2015 ndd.c].
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-tcp.sh

usage() { die $'usage: ndd -set device_name name value\n       ndd [-get] device_name name [name ...]'; }

# The old one says it on its output, the new one as an error.
failed() { # denied | owner | invalid | range | absent
  local old new
  case $1 in
    denied) old='Permission denied' new='Permission denied' ;;
    owner) old='Not owner' new='Insufficient user authorizations' ;;
    invalid) old='Invalid argument' new='Invalid argument provided' ;;
    range) new='Value is outside the allowed range' ;;
    absent) new='Unknown property' ;;
  esac
  classic || die "operation failed: $new"
  if [[ $1 == absent ]]; then
    printf '%s\n' 'name is non-existent for this module' "for a list of valid names, use name '?'"
  else
    echo "operation failed: $old"
  fi
  exit 1
}

# Sets module. The new one opens none of these; the old one may not open /dev/ip and the like without a privilege
# [S device_policy].
find_module() { # DEVICE
  module=${1##*/}
  module=${module%6}
  ! classic || [[ $1 == /dev/"$module" || $1 == /dev/"$module"6 ]] || module=
  case $module in
    tcp | udp | sctp | arp) return ;;
    ip | icmp) [ "$EUID" = 0 ] || ! classic || die "open of $1 failed: Permission denied" ;;
    *) open_device "$1" ;;
  esac
}

# It has none of Solaris' devices.
open_device() { # PATH
  case $1 in /dev/e1000g* | /dev/ip* | /dev/key | /dev/keysock | /dev/net/* | /dev/rts | /dev/spdsock | /dev/pts/* | /dev/pfil)
    unknown "the device $1"
    ;;
  esac
  [ -e "$1" ] || die "open of $1 failed: No such file or directory"
  [ ! -d "$1" ] || die "open of $1 failed: Is a directory"
  [[ -r $1 && -w $1 ]] || die "open of $1 failed: Permission denied"
  die "$1 is not a streams device"
}

# The new one has names of its own for what ipadm names differently: [NDD'S]=IPADM'S [S ndd.c; ipadm_prop.c].
declare -A renamed=(
  [tcp_ecn_permitted]=ecn [tcp_sack_permitted]=sack [tcp_largest_anon_port]=largest_anon_port
  [tcp_smallest_anon_port]=smallest_anon_port [tcp_smallest_nonpriv_port]=smallest_nonpriv_port
  [tcp_recv_hiwat]=recv_buf [tcp_xmit_hiwat]=send_buf [tcp_max_buf]=max_buf [tcp_extra_priv_ports]=extra_priv_ports)

# Sets name, permission, default and possible.
find_parameter() { # NDD'S NAME
  name=${1#tcp}
  if ! classic; then
    name=${renamed[$1]:-$name}
    case $1 in
      tcp_extra_priv_ports_*) unknown "the parameter $1" ;;
      *) [[ $name == _* || -n ${renamed[$1]:-} ]] || failed absent ;;
    esac
  elif [[ $1 != tcp_* ]]; then
    # What TCP does not know it hands down to IP [S tcp_wput_ioctl].
    [[ $1 != ip* ]] || unknown "the parameter $1 of a device that is not ip"
    failed absent
  fi
  tcp_parameter "$name" || failed absent
}

get_tcp() { # NAME
  local name permission default possible
  if [[ $1 == '?' ]]; then list_tcp; return; fi
  find_parameter "$1"
  [[ $permission == r* ]] || failed denied
  [[ $default != - ]] || unknown "what $1 says"
  echo "${N[prop,tcp,$name]:-$default}"
}

set_tcp() { # NAME, VALUE
  local name permission default possible refusal number
  # A value that is none is refused before the privilege is asked for [S nd_getset].
  [ "$EUID" = 0 ] || { classic && [[ -z $2 ]]; } || failed owner
  [[ $1 != '?' ]] || failed denied
  find_parameter "$1"
  [[ -n $2 ]] || failed invalid
  [[ $permission == *w ]] || failed denied
  [[ $possible != - ]] || unknown "what $1 takes"
  tcp_check "$2" "$possible" || failed "$refusal"
  has "$tcp_played" "$name" || unknown "what $1 does"
  tcp_set "$name" "$number"
  save
}

list_tcp() {
  local name permission old table=tcp_table_$system
  local -A words=([rw]='(read and write)' [r-]='(read only)' [-w]='(write only)')
  ! classic || printf '%-30s%s\n' '?' '(read only)'
  while read -r name permission _; do
    case $name in
      '' | *_buf) ;;
      _*) list_one "tcp$name" "$permission" ;;
      extra_priv_ports) list_one tcp_"$name"_add -w && list_one tcp_"$name"_del -w && list_one tcp_"$name" r- ;;
      *) for old in "${!renamed[@]}"; do [[ ${renamed[$old]} != "$name" ]] || list_one "$old" "$permission"; done ;;
    esac
  done <<<"${!table}"
  ! classic || echo 'tcp_close_wait_interval(obsoleted - use tcp_time_wait_interval) (no read or write)'
}

list_one() { # NAME, PERMISSION
  if classic; then printf '%-30s%s\n' "$1" "${words[$2]}"; else printf '%-30s %s\n' "$1" "${words[$2]}"; fi
}

# Parameters that a cluster depends on; kept until the next boot.
get_ip() { # NAME
  local value
  case $1 in
    ip_strict_dst_multihoming | ip_forwarding | ip_send_redirects | ip6_forwarding) value=0 ;;
    ip_respond_to_echo_broadcast) value=1 ;;
    '?') unknown 'a list of all parameters' ;;
    *) unknown "the parameter $1" ;;
  esac
  echo "${N[ndd,/dev/ip,$1]:-${condition[$1]:-$value}}"
}

set_ip() { # NAME, VALUE
  local key=ndd,/dev/ip,$1
  [ "$EUID" = 0 ] || failed owner
  get_ip "$1" >/dev/null
  [[ $2 == [0-9]* ]] || failed invalid
  N[$key]=$2
  save
}

verb='get'
case ${1:-} in
  -set*) verb='set' && shift ;;
  -get*) shift ;;
  -*) usage ;;
  '') [ $# != 0 ] || unknown 'the dialogue' ;;
esac
[ $# != 0 ] || usage
find_module "$1"
shift
[ $# != 0 ] || unknown 'the dialogue'
[[ $module == tcp || $module == ip ]] || unknown "parameters of $module"
if [ "$verb" = set ]; then
  [ $# -ge 2 ] || usage
  load_locked
  "set_$module" "$1" "$2"
  exit
fi
load
"get_$module" "$1"
while shift && [ $# != 0 ]; do
  echo
  "get_$module" "$1"
done
