# shellcheck shell=bash
# shellcheck disable=SC2004,SC2154
# solaris-address.sh, sourced by solaris-ifconfig.sh: addresses, masks and flags.
: "${name:=}" "${UP:=}" "${UNNUMBERED:=}"
netmask='' # of `netmask`, wherever it stands [S]

scan_netmask() {
  while [ $# -gt 1 ]; do
    if [[ $1 == netmask ]]; then parse_mask netmask "$2"; fi
    shift
  done
}

parse_mask() { # VARIABLE, TEXT
  if [[ $2 == + ]]; then unknown "netmask + (getnetmasks)"; fi
  if [[ $2 =~ ^0x[0-9a-fA-F]{1,8}$ ]]; then printf -v "$1" '%d' "$2"; return; fi
  local dotted
  resolve dotted "$2"
  number "$1" "$dotted"
}

# in_getaddr [S]: a number, or a name that /etc/hosts knows.
resolve() { # VARIABLE, TEXT
  local text=$2 line words
  if ! is_ipv4 "$text"; then
    while read -r line; do
      line=${line%%#*}
      read -r -a words <<<"$line"
      ! has "${words[*]:1}" "$text" || { text=${words[0]} && break; }
    done </etc/hosts
    is_ipv4 "$text" || give_up "ifconfig: $2: bad address"
  fi
  printf -v "$1" %s "$text"
}

# ADDRESS or ADDRESS/LENGTH into address and mask (0: nobody said).
parse_address() { # TEXT
  local length=${1#*/}
  mask=${netmask:-0}
  if [[ $1 == */* ]]; then
    [[ $length =~ ^[0-9]+$ && $length -le 32 ]] || give_up "ifconfig: Bad prefix length in $1"
    prefix_mask mask "$length"
  fi
  resolve address "${1%%/*}"
}

set_address() { # ADDRESS[/LENGTH]
  local address mask
  [[ $1 != /* ]] || unknown "a bare prefix length"
  parse_address "$1"
  given=$((given + 1))
  if ! classic; then
    pending="$address $mask"
    return
  fi
  need SIOCGLIFNETMASK
  need_root SIOCSLIFNETMASK
  [[ $address == 0.0.0.0 ]] || address_ok "$address" "$mask" || fail SIOCSLIFADDR 'Cannot assign requested address'
  store_address "$lif" "$address" "$mask"
}

# illumos: an address of ifconfig's gets an object of ipmgmtd's too, `_a`, `_b` and so on; a logical interface that has one
# keeps it, whatever its address is now [S ipadm_create_addr, IPH_LEGACY].
give_object() { # IF, LUN
  local letter other taken=''
  ! classic && [[ -z ${N[$1:$2,obj]:-} ]] || return 0
  for other in ${N[$1,luns]}; do taken+=" ${N[$1:$other,obj]:-}"; done
  for letter in {a..z}; do
    ! has "$taken" "$1/_$letter" || continue
    N[$1:$2,obj]=$1/_$letter
    return
  done
}

store_address() { # LIF, ADDRESS, MASK
  local value=$3 number
  if ((value == 0)) && [[ $2 != 0.0.0.0 ]]; then
    number number "$2"
    class_mask value "$number"
  fi
  N[$1,addr]=$2 N[$1,mask]=$value
  ((!(${N[$1,flags]} & UP))) || mark_up "$1"
}

set_destination() { # ADDRESS
  local address
  resolve address "$1"
  given=$((given + 1))
  if [[ -n $pending ]]; then
    pending_destination=$address
    return
  fi
  need 'setifdstaddr: SIOCSLIFDSTADDR'
  need_root 'setifdstaddr: SIOCSLIFDSTADDR'
  [[ ${N[$physical,class]} == tun ]] || fail 'setifdstaddr: SIOCSLIFDSTADDR' 'Invalid argument'
  address_ok "$address" "${N[$lif,mask]}" || fail 'setifdstaddr: SIOCSLIFDSTADDR' 'Cannot assign requested address'
  N[$lif,dst]=$address
}

# On illumos an address is made by libipadm, when it is known whether another one, its peer, follows [S GATE].
create_pending() {
  local address mask lun why=
  [[ -n $pending ]] || return 0
  read -r address mask <<<"$pending"
  pending=
  physical=${name%%:*} lun=0
  [[ $name != *:* ]] || lun=${name#*:}
  if [[ -z ${N[$physical,class]:-} ]]; then why='Interface does not exist'
  elif [ "$EUID" != 0 ]; then why='Insufficient user authorizations'
  elif [[ $address != 0.0.0.0 ]] && ! address_ok "$address" "$mask"; then why="Can't assign requested address"
  elif [[ -n $pending_destination ]] && ! address_ok "$pending_destination" "$mask"; then
    why="Can't assign requested address"
  elif [[ -n $pending_destination && ${N[$physical,class]} != tun ]]; then why='Invalid argument provided'
  fi
  # No space after the colon: it is theirs ("% s").
  [[ -z $why ]] || give_up "ifconfig: could not create address:$why"
  touch_interface "$physical"
  give_object "$physical" "$lun"
  store_address "$physical:$lun" "$address" "$mask"
  [[ -z $pending_destination ]] || N[$physical:$lun,dst]=$pending_destination
  pending_destination=
}

set_netmask() { # MASK
  local mask
  parse_mask mask "$1"
  need SIOCSLIFNETMASK
  need_root SIOCSLIFNETMASK
  N[$lif,mask]=$mask
}

set_flag() { # KEYWORD
  local bit
  need 'setifflags: SIOCGLIFFLAGS'
  need_root 'setifflags: SIOCSLIFFLAGS'
  [[ ${N[$physical,class]} == tun || $name == *:* || $1 != down ]] || unknown "how to go on without $name"
  case ${1#-} in
    up | down) ;;
    private) bit=0x8000 ;;
    xmit) bit=0x10000 ;;
    local) bit=0x20000 ;;
    deprecated) bit=0x40000 ;;
    router) bit=0x100000 ;;
    anycast) bit=0x400000 ;;
  esac
  case $1 in
    up) mark_up "$lif" ;;
    down) N[$lif,flags]=$((N[$lif,flags] & ~(UP | UNNUMBERED))) ;;
    xmit | local | -private | -deprecated | -router | -anycast) N[$lif,flags]=$((N[$lif,flags] & ~bit)) ;;
    *) N[$lif,flags]=$((N[$lif,flags] | bit)) ;;
  esac
}

# The second that comes up with an address that is up already is unnumbered, and no error [S ipif_up_done].
mark_up() { # LIF
  local interface lun value=$((N[$1,flags] & ~UNNUMBERED | UP))
  for interface in ${N[ifs]}; do
    for lun in ${N[$interface,luns]}; do
      [[ $interface:$lun != "$1" && ${N[$interface:$lun,addr]} == "${N[$1,addr]}" ]] || continue
      ((!(${N[$interface:$lun,flags]} & UP))) || value=$((value | UNNUMBERED))
    done
  done
  [[ ${N[$1,addr]} != 0.0.0.0 ]] || value=$((value & ~UNNUMBERED))
  N[$1,flags]=$value
}

addif() { # ADDRESS[/LENGTH]
  local address mask lun=0
  [[ $name != *:* || $name == "$logical" ]] || give_up "ifconfig: addif: bad physical interface name $name"
  name=${name%%:*}
  parse_address "$1"
  need 'addif: SIOCLIFADDIF'
  need_root 'addif: SIOCLIFADDIF'
  lun=1
  while has "${N[$physical,luns]}" "$lun"; do lun=$((lun + 1)); done
  new_lif "$physical" "$lun"
  lifr=$physical:$lun
  echo "Created new logical interface $lifr"
  [[ $address == 0.0.0.0 ]] || address_ok "$address" "$mask" || fail SIOCSLIFADDR 'Cannot assign requested address'
  give_object "$physical" "$lun"
  store_address "$lifr" "$address" "$mask"
  name=$lifr logical=$lifr given=1
}
logical='' # the one that addif has just made

removeif() { # ADDRESS
  local address lun
  [[ $name != *:* ]] || give_up "ifconfig: removeif: bad physical interface name $name"
  resolve address "$1"
  need 'removeif: SIOCLIFREMOVEIF'
  need_root 'removeif: SIOCLIFREMOVEIF'
  for lun in ${N[$physical,luns]}; do
    [[ ${N[$physical:$lun,addr]} == "$address" ]] || continue
    [ "$lun" != 0 ] || give_up "ifconfig: removeif: can't remove interface: $name"
    drop_lif "$physical" "$lun"
    return
  done
  fail 'removeif: SIOCLIFREMOVEIF' 'Cannot assign requested address'
}
