# shellcheck shell=bash
# shellcheck disable=SC2154
# solaris-netstat-routes.sh, sourced by netstat and route: the routing table of IPv4, and how netstat -r shows it [S
# ire_report].

# DESTINATION MASK GATEWAY FLAGS INTERFACE: what interfaces bring with them, what route added, and the loopback's. An
# interface's route has the interface's own address for a gateway.
routes() {
  local interface lun lif name mask network
  for interface in ${N[ifs]}; do
    [[ $interface != lo0 ]] || continue
    for lun in ${N[$interface,luns]}; do
      lif=$interface:$lun name=$interface
      ((${N[$lif,flags]} & UP)) || continue
      # The route is of the address on Solaris 10, and of the link on illumos [S ip_snmp_get2_v4].
      [[ $lun == 0 ]] || ! classic || name=$lif
      if [[ ${N[$interface,class]} == tun ]]; then
        [[ ${N[$lif,dst]} == 0.0.0.0 ]] || echo "${N[$lif,dst]} $((0xffffffff)) ${N[$lif,addr]} UH $name"
      elif [[ ${N[$lif,addr]} != 0.0.0.0 ]]; then
        number network "${N[$lif,addr]}"
        mask=${N[$lif,mask]}
        dotted network $((network & mask))
        echo "$network $mask ${N[$lif,addr]} U $name"
      fi
    done
  done
  added_routes
  echo "127.0.0.1 $((0xffffffff)) 127.0.0.1 UH lo0"
}

# They have no interface, unless somebody said -ifp.
added_routes() {
  local -a word
  local mask
  while read -r -a word; do
    [[ ${word[1]:-} == via ]] || continue
    case ${word[0]} in
      default) echo "0.0.0.0 0 ${word[2]} UG" ;;
      */*) prefix_mask mask "${word[0]#*/}" && echo "${word[0]%/*} $mask ${word[2]} UG" ;;
      *) echo "${word[0]} $((0xffffffff)) ${word[2]} UGH" ;;
    esac
  done < <(ip route show)
}

print_routes() {
  local destination mask gateway flags interface
  [ -z "$all" ] || unknown 'routes that only -a shows'
  if selected inet; then
    printf '\nRouting Table:%s\n' "${four:+ IPv4}"
    printf '  Destination           Gateway           Flags  Ref     Use     Interface \n'
    printf -- '-------------------- -------------------- ----- ----- ---------- --------- \n'
    while read -r destination mask gateway flags interface; do print_route; done < <(routes)
  fi
  if selected inet6 && [[ -n ${N[lo0,v6]:-} ]]; then print_routes6; fi
}

# References and use are counted by nobody beneath: what a fresh route has [L].
print_route() {
  [[ $flags == *H* ]] || route_net
  [[ $flags != *H* ]] || host_name destination "$destination"
  host_name gateway "$gateway"
  printf '%-20s %-20s %-5s  %4u %10u %-9s \n' "$destination" "$gateway" "$flags" 1 0 "$interface"
}

# pr_net, not pr_netaddr [S]: by name only what /etc/networks or the hosts know as this very number.
route_net() {
  if ((mask == 0)); then destination=default; else host_name destination "$destination"; fi
}

print_routes6() {
  printf '\nRouting Table: IPv6\n'
  printf '  Destination/Mask            Gateway                   Flags Ref   Use    If   \n'
  printf -- '--------------------------- --------------------------- ----- --- ------- ----- \n'
  printf '%-27s %-27s %-5s %3u %7u %-5s \n' ::1 ::1 UH 1 0 lo0
}
