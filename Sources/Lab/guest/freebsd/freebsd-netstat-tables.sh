#!/boot/culvert-lab/linux/bin/bash
# freebsd-netstat-tables.sh, sourced by freebsd-netstat.sh: what it prints.
# shellcheck disable=SC2034,SC2154,SC2317 # the parts of a program share their variables and functions
proc=$lab/proc

# Wider by four since 14, in both tables.
flags_width=6
! since 14 || flags_width=10

show_routes() {
  local entry target bits gateway flags interface rest text
  echo 'Routing tables'
  echo
  echo 'Internet:'
  if since 9; then
    printf 'Destination        Gateway            %-*s    Netif Expire\n' "$flags_width" Flags
  else
    echo 'Destination        Gateway            Flags    Refs      Use  Netif Expire'
  fi
  routes
  for entry in "${table[@]}"; do
    read -r target bits gateway flags interface rest <<<"$entry"
    ntoa "$target"
    if ((bits == 0)); then text=default; elif ((bits < 32)); then text+=/$bits; fi
    if since 9; then
      printf '%-18.18s %-18.18s %-*s %8s\n' "$text" "$gateway" "$flags_width" "$flags" "$interface"
    else
      printf '%-18.18s %-18.18s %-6s %6d %8d %6s\n' "$text" "$gateway" "$flags" 0 0 "$interface"
    fi
  done
  [ -n "$family" ] || show_routes6
}

# IPv6 as on a host where nobody has set any.
show_routes6() {
  local line target gateway flags before=('::1 ::1 UH' 'fe80::%lo0/64 link#2 U' 'fe80::1%lo0 link#2 UHS' 'ff01:2::/32 fe80::1%lo0 U'
    'ff02::%lo0/32 fe80::1%lo0 U')
  local now=('::/96 ::1 UGRS' '::1 link#2 UHS' '::ffff:0.0.0.0/96 ::1 UGRS' 'fe80::/10 ::1 UGRS'
    'fe80::%lo0/64 link#2 U' 'fe80::1%lo0 link#2 UHS' 'ff02::/16 ::1 UGRS')
  since 9 || now=("${before[@]}")
  echo
  echo 'Internet6:'
  printf 'Destination                       Gateway                       %-*s    Netif Expire\n' "$flags_width" Flags
  for line in "${now[@]}"; do
    read -r target gateway flags <<<"$line"
    printf '%-33s %-29s %-*s %8s\n' "$target" "$gateway" "$flags_width" "$flags" lo0
  done
}

counter() { read -r "$1" <"$lab/sys/class/net/$i_device/statistics/$2"; }

show_counters() {
  local name width=5 net_width=13 address_width=17 address text link
  interfaces
  if [ -n "$interface" ]; then
    exists "$interface" || { echo "netstat: interface $interface does not exist" >&2; exit 1; }
    names=("$interface")
  fi
  for name in "${names[@]}"; do ((${#name} <= width)) || width=${#name}; done
  ! since 14 || counter_widths
  counter_line Name Mtu Network Address Ipkts Ierrs Idrop Ibytes Opkts Oerrs Obytes Coll
  for name in "${names[@]}"; do
    load "$name"
    counters_of_link
    for address in "${i_addrs[@]}"; do counters_of_address "$address"; done
  done
}

# Since 14 nothing is cut off: two columns are as wide as the widest of what is in them, the first with a blank more.
counter_widths() {
  local name address net
  net_width=8 address_width=8
  for name in "${names[@]}"; do
    load "$name"
    link_text
    widen "<Link#$i_index>" "$link"
    for address in "${i_addrs[@]}"; do
      network_text "$address" || continue
      widen "$net" "$text"
    done
  done
  net_width=$((net_width + 1))
}

widen() { # NETWORK, ADDRESS
  ((${#1} <= net_width)) || net_width=${#1}
  ((${#2} <= address_width)) || address_width=${#2}
}

counter_line() { # NAME, MTU, NETWORK, ADDRESS, IPKTS, IERRS, IDROP, IBYTES, OPKTS, OERRS, OBYTES, COLL
  local shown=$1
  printf '%-*.*s %5s %-*.*s %-*.*s %8s %5s %5s' "$width" "$width" "$shown" "$2" "$net_width" "$net_width" "$3" \
    "$address_width" "$address_width" "$4" "$5" "$6" "$7"
  [ -z "$bytes" ] || printf ' %10s' "$8"
  printf ' %8s %5s' "$9" "${10}"
  [ -z "$bytes" ] || printf ' %10s' "${11}"
  printf ' %5s\n' "${12}"
}

counters_of_link() {
  local in ierrs idrop ibytes out oerrs obytes coll
  counter in rx_packets && counter ierrs rx_errors && counter idrop rx_dropped && counter ibytes rx_bytes
  counter out tx_packets && counter oerrs tx_errors && counter obytes tx_bytes && counter coll collisions
  link_text
  counter_line "$i_name" "$i_mtu" "<Link#$i_index>" "$link" "$in" "$ierrs" "$idrop" "$ibytes" "$out" "$oerrs" "$obytes" "$coll"
}

# What the line of the link has for an address, in `link`.
link_text() {
  link=$i_name
  [ "$i_kind" != ether ] || link=$i_ether
}

# The address in `text` and its network in `net`; status 1 when it is no inet address.
network_text() { # LINE
  local kind address peer mask bits
  read -r kind address peer mask <<<"$1"
  [ "$kind" = inet ] || return 1
  mask_bits "$mask"
  ntoa $((address & mask))
  net=$text/$bits
  ntoa "$address"
}

# Linux counts by interface only; an address has what came through its interface since it was there alone.
counters_of_address() { # LINE
  local net in=0 ibytes=0 out=0 obytes=0
  network_text "$1" || return 0
  if [ "$i_kind" = gif ] && [ "${#i_addrs[@]}" = 1 ]; then
    counter in rx_packets && counter ibytes rx_bytes && counter out tx_packets && counter obytes tx_bytes
  fi
  counter_line "$i_name" - "$net" "$text" "$in" - - "$ibytes" "$out" - "$obytes" -
}

# The counters of IP that Linux has by another name.
show_statistics() {
  [ "$protocol" = ip ] || { [ -n "$protocol" ] || unknown '-s without -p'; other_statistics; return; }
  local key values names=() numbers=() n
  local -A ip=()
  while read -r key values; do
    [ "$key" = Ip: ] || continue
    if [ "${#names[@]}" = 0 ]; then read -r -a names <<<"$values"; else read -r -a numbers <<<"$values"; fi
  done <"$proc/net/snmp"
  for n in "${!names[@]}"; do ip[${names[n]}]=${numbers[n]}; done
  printf 'ip:\n'
  printf '\t%s total packets received\n\t0 bad header checksums\n\t0 with size smaller than minimum\n' "${ip[InReceives]}"
  printf '\t0 with %s\n' 'data size < data length' 'ip length > max ip packet size' 'header length < data size' \
    'data length < header length' 'bad options' 'incorrect version number'
  printf '\t0 fragments received\n\t0 fragments dropped (dup or out of space)\n\t0 fragments dropped after timeout\n'
  printf '\t%s packets reassembled ok\n\t%s packets for this host\n' "${ip[ReasmOKs]}" "${ip[InDelivers]}"
  printf '\t%s packets for unknown/unsupported protocol\n' "${ip[InUnknownProtos]}"
  printf '\t%s packets forwarded (0 packets fast forwarded)\n\t0 packets not forwardable\n' "${ip[ForwDatagrams]}"
  printf '\t0 packets received for unknown multicast group\n\t0 redirects sent\n'
  printf '\t%s packets sent from this host\n\t0 packets sent with fabricated ip header\n' "${ip[OutRequests]}"
  printf '\t0 output packets dropped due to no bufs, etc.\n\t%s output packets discarded due to no route\n' "${ip[OutNoRoutes]}"
  printf '\t0 output datagrams fragmented\n\t%s fragments created\n\t0 datagrams that can'"'"'t be fragmented\n' "${ip[FragCreates]}"
  printf '\t0 tunneling packets that can'"'"'t find gif\n\t0 datagrams with bad address in header\n'
}

other_statistics() {
  case $protocol in
    tcp | udp | icmp | arp | ip6 | icmp6 | igmp | esp | ah | ipsec | sctp) unknown "-s -p $protocol" ;;
  esac
  echo "netstat: $protocol: unknown or uninstrumented protocol" >&2
  if since 14; then exit 65; fi
  exit 1
}

show_sockets() {
  [ "$protocol" = tcp ] || unknown "sockets of '$protocol'"
  local states=(x ESTABLISHED SYN_SENT SYN_RCVD FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT CLOSED CLOSE_WAIT LAST_ACK LISTEN CLOSING)
  local line local_end remote_end socket_state proto_width=5
  ! since 14 || proto_width=9
  echo 'Active Internet connections (including servers)'
  printf '%-*s Recv-Q Send-Q Local Address          Foreign Address        (state)    \n' "$proto_width" Proto
  while read -r _ local_end remote_end socket_state _; do
    [[ $local_end == *:* ]] || continue
    socket_end "$local_end" && line=$text
    socket_end "$remote_end"
    printf '%-*s %6d %6d %-22.22s %-22.22s %-11s\n' "$proto_width" tcp4 0 0 "$line" "$text" "${states[16#$socket_state]}"
  done <"$proc/net/tcp"
}

socket_end() { # HEX:HEX, little-endian; in `text`
  local hex=${1%:*} port=$((16#${1#*:}))
  text=$((16#${hex:6:2})).$((16#${hex:4:2})).$((16#${hex:2:2})).$((16#${hex:0:2}))
  [ "$text" != 0.0.0.0 ] || text='*'
  if ((port)); then text+=.$port; else text+='.*'; fi
}
