#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-net.sh: routeadm, arp and ping, as far as somebody who checks a tunnel asks.
arguments="$*"
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh

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

load
"${0##*/}" "$@"
