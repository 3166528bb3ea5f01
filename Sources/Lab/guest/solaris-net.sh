#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-net.sh: netstat, route, routeadm, ndd, arp and ping, as far as somebody who checks a tunnel asks.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh

netstat() {
  case "$*" in
    -rn | -nr | '-rn -f inet' | '-nr -f inet') print_routes ;;
    -in | -ni) print_interfaces ;;
    *) unknown "netstat $*" ;;
  esac
}

print_routes() {
  printf '\nRouting Table: IPv4\n'
  printf '  %-20s %-20s %-5s  %-3s  %-9s  %-9s \n' Destination Gateway Flags Ref Use Interface
  printf -- '-------------------- -------------------- ----- ----- ---------- --------- \n'
  local line word
  while read -r line; do
    read -r -a word <<<"$line"
    printf '%-20s %-20s %-5s %5d %10d %s\n' "${word[0]}" "${word[1]}" "${word[2]}" 1 0 "${word[3]:-}"
  done < <(routes)
  printf '%-20s %-20s %-5s %5d %10d %s\n' 127.0.0.1 127.0.0.1 UH 1 0 lo0
}

# DESTINATION GATEWAY FLAGS INTERFACE: what interfaces bring with them, and what route added.
routes() {
  local interface lun lif mask network line word
  for interface in ${N[ifs]}; do
    [[ $interface != lo0 ]] || continue
    for lun in ${N[$interface,luns]}; do
      lif=$interface:$lun
      ((${N[$lif,flags]} & UP)) || continue
      if [[ ${N[$interface,class]} == tun ]]; then
        [[ ${N[$lif,dst]} == 0.0.0.0 ]] || echo "${N[$lif,dst]} ${N[$lif,addr]} UH $interface"
      else
        number network "${N[$lif,addr]}"
        mask=${N[$lif,mask]}
        dotted network $((network & mask))
        echo "$network ${N[$lif,addr]} U $interface"
      fi
    done
  done
  while read -r line; do
    read -r -a word <<<"$line"
    [[ ${word[1]} == via ]] || continue
    echo "${word[0]%/*} ${word[2]} UG$([[ ${word[0]} == */* || ${word[0]} == default ]] || echo H) "
  done < <(ip route show)
}

print_interfaces() {
  local interface mtu
  printf '%-5s %-4s %-14s %-14s %-6s %-5s %-6s %-5s %-6s %-6s\n' Name Mtu Net/Dest Address Ipkts Ierrs Opkts Oerrs Collis Queue
  for interface in ${N[ifs]}; do
    case ${N[$interface,class]} in lo) mtu=8232 ;; nic) mtu=1500 ;; *) mtu=${N[$interface,mtu]:-1480} ;; esac
    printf '%-5s %-4d %-14s %-14s %-6d %-5d %-6d %-5d %-6d %-6d\n' "$interface" "$mtu" \
      "${N[$interface:0,dst]:-0.0.0.0}" "${N[$interface:0,addr]}" 0 0 0 0 0 0
  done
}

route() {
  local verb
  while [[ ${1:-} == -[nqv] ]]; do shift; done
  verb=${1:-}
  shift
  case $verb in
    add | delete) change_route "$verb" "$@" ;;
    get) route_get "$@" ;;
    *) unknown "route $verb" ;;
  esac
}

change_route() { # add or delete, ARGUMENT...
  local verb=$1 destination='' gateway='' mtu='' host='' word said
  shift
  while [ $# -gt 0 ]; do
    word=$1
    shift
    case $word in
      -net | -inet) ;;
      -host) host=/32 ;;
      -gateway) gateway=$1 && shift ;;
      -mtu) mtu=$1 && shift ;;
      -*) unknown "route $verb $word" ;;
      *) if [ -z "$destination" ]; then destination=$word; else [ -n "$gateway" ] && unknown "the argument $word" || gateway=$word; fi ;;
    esac
  done
  [[ -n $destination && -n $gateway ]] || die 'usage: route [-fnqv] cmd [[-<qualifers>] args ]'
  [ "$EUID" = 0 ] || die "$verb $destination: gateway $gateway: insufficient privileges"
  [ "$destination" = default ] || [[ $destination == */* ]] || destination+=${host:-/32}
  [ "$verb" = delete ] && verb=del
  said=$(ip route "$verb" "$destination" via "$gateway" ${mtu:+mtu "$mtu"} 2>&1) || refuse_route "$said"
  echo "${verb/del/delete} $([ "$destination" = default ] || [[ $destination != */32 ]] && echo net || echo host) ${destination%/32}: gateway $gateway"
}

refuse_route() { # WHAT LINUX SAID
  case $1 in
    *'File exists'*) die "add net $destination: gateway $gateway: entry exists" ;;
    *'No such process'*) die "delete net $destination: gateway $gateway: not in table" ;;
    *unreachable*) die "add net $destination: gateway $gateway: Network is unreachable" ;;
    *) unknown "why the kernel beneath refuses: $1" ;;
  esac
}

# The MTU of the way to somebody is what people ask this for.
route_get() {
  local word=() gateway='' mtu=1500 interface=e1000g0
  [ $# = 1 ] || unknown "route get $*"
  read -r -a word < <(ip route get "$1")
  [[ ${word[1]:-} != via ]] || gateway=${word[2]}
  printf '   route to: %s\ndestination: %s\n       mask: %s\n' "$1" "${gateway:+default}" "${gateway:+default}"
  [ -z "$gateway" ] || printf '    gateway: %s\n' "$gateway"
  printf '  interface: %s\n      flags: <UP,%sDONE,STATIC>\n' $interface "${gateway:+GATEWAY,}"
  printf ' recvpipe  sendpipe  ssthresh    rtt,ms rttvar,ms  hopcount      mtu     expire\n'
  printf '%9d %9d %9d %9d %9d %9d %9d %9d\n' 0 0 0 0 0 0 $mtu 0
}

# Parameters that a cluster depends on; kept until the next boot.
ndd() {
  local device name value key
  [ "${1:-}" = -get ] || [ "${1:-}" = -set ] || unknown "ndd $*"
  device=$2 name=$3
  [ "$EUID" = 0 ] || die "couldn't push module '${device#/dev/}', Permission denied"
  case $device:$name in
    /dev/ip:ip_strict_dst_multihoming | /dev/ip:ip_forwarding | /dev/ip:ip_send_redirects | /dev/ip:ip6_forwarding) value=0 ;;
    /dev/ip:ip_respond_to_echo_broadcast) value=1 ;;
    /dev/tcp:tcp_mss_max_ipv4) value=65495 ;;
    *\?*) unknown 'a list of all parameters' ;;
    /dev/ip:* | /dev/tcp:* | /dev/udp:* | /dev/arp:*) unknown "the parameter $name" ;;
    *) die "open of $device failed: No such file or directory" ;;
  esac
  key=ndd,$device,$name
  if [ "$1" = -get ]; then
    echo "${N[$key]:-${condition[$name]:-$value}}"
  else
    N[$key]=$4
    save
  fi
}

routeadm() {
  local forwarding=disabled
  [ $# = 0 ] || unknown "routeadm $*"
  cat <<END
              Configuration   Current              Current
                     Option   Configuration        System State
---------------------------------------------------------------
               IPv4 routing   disabled             disabled
               IPv6 routing   disabled             disabled
            IPv4 forwarding   $forwarding             $forwarding
            IPv6 forwarding   disabled             disabled

           Routing services   "route:default ripng:default"
END
}

arp() {
  [ "$*" = -an ] || unknown "arp $*"
  local line word
  printf 'Net to Media Table: IPv4\n%-6s %-20s %-15s %-8s      %s\n' Device 'IP Address' Mask Flags 'Phys Addr'
  printf -- '------ -------------------- --------------- -------- ---------------\n'
  while read -r -a word; do
    [[ ${word[3]:-} != lladdr ]] || printf '%-6s %-20s %-15s %-8s %s\n' e1000g0 "${word[0]}" 255.255.255.255 '' "${word[4]}"
  done < <(ip neigh show)
}

# ping [-s] HOST [TIMEOUT | SIZE [COUNT]]
ping() {
  local seconds host
  if [ "${1:-}" = -s ]; then
    [ $# = 4 ] || unknown "ping $*"
    exec "$linux/bin/ping" -c "$4" -s "$3" "$2"
  fi
  [[ ${1:--} != -* ]] || unknown "ping ${1:-}"
  host=$1 seconds=${2:-20}
  if "$linux/bin/ping" -q -c 1 -W "$seconds" -w "$seconds" "$host" >/dev/null 2>&1; then
    echo "$host is alive"
  else
    say "no answer from $host"
    exit 1
  fi
}

case ${0##*/} in ndd) if [ "${1:-}" = -set ]; then load_locked; else load; fi ;; *) load ;; esac
"${0##*/}" "$@"
