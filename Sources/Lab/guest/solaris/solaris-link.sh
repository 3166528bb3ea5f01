# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-link.sh, sourced by solaris-ifconfig.sh: plumbing, and the two ends of a tunnel.
: "${name:=}"

plumb() {
  lifr=$name
  physical=${name%%:*}
  [[ $name != *:* ]] || unknown "plumbing of a logical interface"
  if classic; then plumb_classic; else plumb_modern; fi
}

# The lie: it is there already, and the status is 0 [S plumb_one_device].
plumb_classic() {
  if [[ -n ${N[$name,class]:-} ]]; then
    say "ifconfig: SIOCSLIFNAME for ip: $name: already exists"
    return
  fi
  case $name in
    ip.tun[0-9] | ip.tun[0-9][0-9]*) ;;
    ip6.tun[0-9]* | ip.6to4tun[0-9]*) unknown "tunnels other than ip.tun" ;;
    *) fail plumb 'No such file or directory' ;; # [M] which error of open(2) it is
  esac
  # Shared-IP zones have no device to open; the text is not verified.
  if [ "$EUID" != 0 ] || in_shared_zone; then fail plumb EPERM; fi
  new_tunnel "$name" 60
  new_interface "$name" tun
}

plumb_modern() {
  local why=
  [[ $family != 6 ]] || unknown IPv6
  if [[ -n ${N[$name,class]:-} ]]; then
    say "ifconfig: cannot plumb $name: Interface already exists"
    return
  fi
  [[ $name =~ ^ip\.tun[0-9]+$ ]] || has "${N[links]:-}" "$name" || why='Could not open DLPI link'
  [[ $name != ip6.tun* && $name != ip.6to4tun* ]] || unknown "tunnels other than ip.tun"
  [[ ${condition[zonelink]:-} != "$name" ]] || why='Interface already in use'
  # The order of the two checks is not known.
  if [ "$EUID" != 0 ] || in_shared_zone; then why='Insufficient user authorizations'; fi
  [ -z "$why" ] || give_up "ifconfig: cannot plumb $name: $why"
  if ! has "${N[links]:-}" "$name"; then
    new_tunnel "$name" 64
    N[$name,implicit]=1 N[$name,temp]=1
  fi
  new_interface "$name" tun
}

new_tunnel() { # LINK, HOP LIMIT
  with links "$1"
  N[$1,tsrc]='' N[$1,tdst]='' N[$1,hop]=$2 N[$1,type]=ipv4
}

new_interface() { # IF, CLASS
  with ifs "$1"
  N[$1,class]=$2 N[$1,index]=${N[next]} N[$1,luns]=''
  N[next]=$((N[next] + 1))
  new_lif "$1" 0
  touch_interface "$1"
}

new_lif() { # IF, LUN
  with "$1,luns" "$2"
  N[$1:$2,addr]=0.0.0.0 N[$1:$2,mask]=0 N[$1:$2,dst]=0.0.0.0 N[$1:$2,flags]=0 N[$1:$2,obj]=''
}

unplumb() {
  lifr=$name
  physical=${name%%:*}
  if [[ -z ${N[$physical,class]:-} ]]; then
    classic || give_up "ifconfig: cannot unplumb $name: Interface does not exist"
    fail 'unplumb: SIOCGLIFFLAGS' ENXIO
  fi
  if [ "$EUID" != 0 ]; then
    classic || give_up "ifconfig: cannot unplumb $name: Insufficient user authorizations"
    fail unplumb EPERM
  fi
  [[ ${N[$physical,class]} == tun || $name == *:* ]] || unknown "how to go on without $name"
  if [[ $name == *:* ]]; then
    drop_lif "$physical" "${name#*:}"
  elif [[ $family == 6 ]]; then
    unset -v "N[$physical,v6]"
  else
    drop_interface "$physical"
  fi
  touch_interface "$physical"
}

drop_lif() { # IF, LUN
  without "$1,luns" "$2"
  forget "$1:$2,"
}

# With its last interface goes a tunnel that nobody created by name [S].
drop_interface() { # IF
  without ifs "$1"
  forget "$1:"
  local key
  for key in class index luns mtu metric v6 persistent; do unset -v "N[$1,$key]"; done
  if classic || [[ -n ${N[$1,implicit]:-} ]]; then drop_link "$1"; fi
}

drop_link() { # LINK
  without links "$1"
  local key
  for key in tsrc tdst hop type implicit temp; do unset -v "N[$1,$key]"; done
}

set_end() { # tsrc or tdst, ADDRESS
  local address other
  physical=${name%%:*}
  [[ $name != *:* ]] || fail 'Tunnel params on logical interfaces' EPERM
  if ! classic; then
    set_end_modern "$@"
    return
  fi
  # settaddr() makes no request of its own, so the name in its errors is of the request before, or none [S].
  [[ -n ${N[$name,class]:-} ]] || fail 'Interface does not exist' ENXIO # [M] icfg_errmsg
  [[ ${N[$name,class]} == tun ]] || fail 'Tunnel operation attempted on non-tunnel' 'Invalid argument'
  resolve address "$2"
  [ "$EUID" = 0 ] || fail Failure EPERM
  # EAGAIN as long as any of its addresses is up [S tun.c].
  ! any_up "$name" || fail Failure 'Resource temporarily unavailable'
  other=${N[$name,tdst]}
  [[ $1 == tsrc ]] || other=${N[$name,tsrc]}
  [[ -z $other ]] || is_local_up "$(source_of "$1" "$address" "$other")" "$name" ||
    fail Failure 'Cannot assign requested address' # [d] at which of the two keywords is not known
  N[$name,$1]=$address
  touch_interface "$name"
}

source_of() { # KEYWORD, ITS ADDRESS, THE OTHER
  if [[ $1 == tsrc ]]; then echo "$2"; else echo "$3"; fi
}

set_end_modern() { # tsrc or tdst, ADDRESS
  local address status
  if [[ ${N[$name,class]:-tun} != tun ]] || ! has "${N[links]:-}" "$name"; then give_up "$name: invalid link"; fi
  resolve address "$2"
  [ "$EUID" = 0 ] || give_up "$name: permission denied"
  if [[ $1 == tsrc ]]; then status=$(ends_status "$name" "$address" "${N[$name,tdst]}")
  else status=$(ends_status "$name" "${N[$name,tsrc]}" "$address"); fi
  [[ -z $status ]] || give_up "$name: $status"
  N[$name,$1]=$address
  touch_interface "$name"
}

# Why illumos would not bind a tunnel between these two; nothing if it would.
ends_status() { # LINK, SOURCE, DESTINATION
  local other
  [[ -n $2 && -n $3 ]] || return 0
  for other in ${N[links]:-}; do
    [[ $other == "$1" || ${N[$other,tsrc]} != "$2" || ${N[$other,tdst]} != "$3" ]] || {
      echo 'address already in use'
      return
    }
  done
  is_local_up "$2" "$1" || echo 'operation failed'
}

any_up() { # IF
  local lun
  for lun in ${N[$1,luns]}; do ((!(${N[$1:$lun,flags]} & UP))) || return 0; done
  return 1
}

set_hop_limit() { # NUMBER
  physical=$name
  [[ $name != *:* ]] || fail 'Tunnel params on logical interfaces' EPERM
  [[ $1 =~ ^[0-9]+$ && $1 -le 255 ]] || fail 'Invalid hop limit' 'Invalid argument'
  [[ ${N[$name,class]:-} == tun ]] || fail 'Could not configure tunnel hop limit' 'Invalid argument'
  need_root 'Could not configure tunnel hop limit'
  N[$name,hop]=$1
}

set_mtu() { # NUMBER
  local least=68
  need 'setifmtu: SIOCSLIFMTU'
  need_root 'setifmtu: SIOCSLIFMTU'
  classic || least=1280
  [[ ${N[$physical,class]} == tun ]] || unknown "an MTU for $physical"
  [[ $1 =~ ^[0-9]+$ && $1 -ge $least && $1 -le 65515 ]] || fail 'setifmtu: SIOCSLIFMTU' 'Invalid argument'
  N[$physical,mtu]=$1
}
