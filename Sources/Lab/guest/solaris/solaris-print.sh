# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-print.sh, sourced by solaris-ifconfig.sh: what ifconfig shows. Formats: facts/solaris.md, section 2.

flag_names=(0x1 UP 0x2 BROADCAST 0x4 DEBUG 0x8 LOOPBACK 0x10 POINTOPOINT 0x40 RUNNING 0x80 NOARP 0x800 MULTICAST
  0x2000 UNNUMBERED 0x8000 PRIVATE 0x10000 NOXMIT 0x20000 NOLOCAL 0x40000 DEPRECATED 0x100000 ROUTER 0x200000 NONUD
  0x400000 ANYCAST 0x1000000 IPv4 0x2000000 IPv6 0x1000000000 FIXEDMTU 0x2000000000 VIRTUAL)

print_flags() { # NUMBER
  local index names=
  for ((index = 0; index < ${#flag_names[@]}; index += 2)); do
    (($1 & flag_names[index])) && names+=",${flag_names[index + 1]}"
  done
  printf 'flags=%x<%s>' "$1" "${names#,}"
}

# What the kind of interface adds to what was set.
all_flags() { # VARIABLE, IF, LUN, FAMILY
  local value=${N[$2:$3,flags]:-0}
  case ${N[$2,class]}$4 in
    lo*) value=$((value | 0x2000000848)) ;;
    nic*) value=$((value | 0x842)) ;;
    tun4) value=$((value | 0x890)) ;;
    tun6) value=$((value & ~0x1 | 0x200810)) ;;
  esac
  [[ ${N[$2,class]} != nic ]] || value=$((value | 0x40))
  [[ ${N[$2,class]} != tun ]] || ! is_running "$2" || value=$((value | 0x40))
  [[ -z ${N[$2,mtu]:-} || ${N[$2,class]} != tun ]] || value=$((value | 0x1000000000))
  printf -v "$1" '%d' $((value | ($4 == 4 ? 0x1000000 : 0x2000000)))
}

# On illumos an unbound tunnel's link is down [S iptun]; on Solaris 10 the flag is there from the start.
is_running() { classic || is_bound "$1"; }

is_bound() { [[ -n ${N[$1,tsrc]:-} && -n ${N[$1,tdst]:-} ]]; }

print_interface() { # IF, LUN, FAMILY
  local name=$1 flags mtu
  [ "$2" = 0 ] || name+=:$2
  all_flags flags "$1" "$2" "$3"
  [[ $compatible != yes || $3 == 4 ]] || return 0
  [[ $compatible != yes ]] || flags=$((flags & ~0x1000000))
  interface_mtu mtu "$1" "$3"
  printf '%s: ' "$name"
  print_flags "$flags"
  [ "${N[$1,metric]:-0}" = 0 ] || printf ' metric %d' "${N[$1,metric]}"
  printf ' mtu %d' "$mtu"
  [[ $compatible == yes ]] || printf ' index %d' "${N[$1,index]}"
  printf '\n'
  [[ ${N[$1,class]} != tun || $2 != 0 ]] || print_tunnel "$1"
  "print_inet$3" "$1" "$2"
}

interface_mtu() { # VARIABLE, IF, FAMILY
  local value=1480
  case ${N[$2,class]} in
    lo) value=$(($3 == 4 ? 8232 : 8252)) ;;
    nic) value=1500 ;;
    *) is_bound "$2" || value=65515 ;;
  esac
  printf -v "$1" '%d' "${N[$2,mtu]:-$value}"
}

print_tunnel() { # IF
  printf '\tinet tunnel src %s ' "${N[$1,tsrc]:-0.0.0.0}"
  [[ -z ${N[$1,tdst]:-} ]] || printf 'tunnel dst %s' "${N[$1,tdst]}"
  printf '\n'
  [[ ${condition[security]:-} != "$1" ]] ||
    printf "\ttunnel security settings  -->  use 'ipsecconf -ln -i %s'\n" "$1"
  printf '\ttunnel hop limit %d \n' "${N[$1,hop]}"
}

print_inet4() { # IF, LUN
  local lif=$1:$2 network mask=${N[$1:$2,mask]}
  printf '\tinet %s ' "${N[$lif,addr]}"
  [[ ${N[$1,class]} != tun ]] || printf -- '--> %s ' "${N[$lif,dst]}"
  printf 'netmask %x ' "$mask"
  if [[ ${N[$1,class]} == nic && ${N[$lif,addr]} != 0.0.0.0 ]]; then
    number network "${N[$lif,addr]}"
    dotted network $((network | ~mask & 0xffffffff))
    printf 'broadcast %s' "$network"
  fi
  printf '\n'
  # Only root may open the link, and so see its address [S].
  [[ ${N[$1,class]} != nic || $2 != 0 || $EUID != 0 ]] || printf '\tether %s \n' "${N[$1,ether]}"
}

print_inet6() { # IF, LUN
  if [[ ${N[$1,class]} == lo ]]; then
    printf '\tinet6 ::1/128 \n'
    return
  fi
  local peer
  number peer "${N[$1,tdst]:-0.0.0.0}"
  printf '\tinet6 ::/0 --> fe80::%x:%x \n' $((peer >> 16)) $((peer & 0xffff))
}

show_all() { # OPTIONS, FAMILY
  local interface lun only=$2
  [[ $1 != *4* ]] || only=4 compatible=no
  [[ $1 != *6* ]] || only=6 compatible=no
  for interface in ${N[ifs]}; do
    [[ $only != 6 ]] || break
    for lun in ${N[$interface,luns]}; do
      [[ $1 != *u* ]] || ((${N[$interface:$lun,flags]} & UP)) || continue
      [[ $1 != *d* ]] || ((!(${N[$interface:$lun,flags]} & UP))) || continue
      print_interface "$interface" "$lun" 4
    done
  done
  for interface in ${N[ifs]}; do
    [[ $only != 4 && -n ${N[$interface,v6]:-} && $1 != *[ud]* ]] || continue
    print_interface "$interface" 0 6
  done
}

show_one() { # FAMILY or nothing
  lifr=$name
  physical=${name%%:*} lun=0
  [[ $name != *:* ]] || lun=${name#*:}
  { [[ -n ${N[$physical,class]:-} ]] && has "${N[$physical,luns]}" "$lun"; } || die "ifconfig: status: SIOCGLIFFLAGS: $name: no such interface"
  if [[ $1 == 6 ]]; then
    [[ -n ${N[$physical,v6]:-} ]] || die "ifconfig: status: SIOCGLIFFLAGS: $name: no such interface"
    print_interface "$physical" 0 6
  else
    print_interface "$physical" "$lun" 4
  fi
}

read_compatibility() {
  local line
  [ -r /etc/default/inet_type ] || return 0
  while read -r line; do
    case $line in
      DEFAULT_IP=IP_VERSION4) compatible=yes ;;
      DEFAULT_IP=IP_VERSION6 | DEFAULT_IP=BOTH) compatible=no ;;
      DEFAULT_IP=*) say "ifconfig: ${line#*=}: Bad value for DEFAULT_IP in /etc/default/inet_type" && exit 2 ;;
    esac
  done </etc/default/inet_type
}
