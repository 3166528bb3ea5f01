# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-netstat-tables.sh, sourced by solaris-netstat.sh: netstat -i and -I [S if_report]. An interface that is not there is
# no error to it.
first_table=yes

print_interfaces() {
  if selected inet; then interfaces4; fi
  if selected inet6; then interfaces6; fi
}

interfaces4() {
  local name lun last='' header='Name  Mtu  Net/Dest      Address        Ipkts  Ierrs Opkts  Oerrs Collis Queue '
  local -A C
  for name in ${N[ifs]}; do
    for lun in ${N[$name,luns]}; do
      [[ -z $interface || $interface == "$name" || $interface == "$(logical_name "$name" "$lun")" ]] || continue
      if [[ $last != "$name" ]]; then
        table_header "$header"
        header='' last=$name
        link_counters "$name"
        line4 "$name" "${C[ipackets]}" "${C[ierrors]}" "${C[opackets]}" "${C[oerrors]}" "${C[collisions]}"
      fi
      [ -z "$all" ] || line_of_address
    done
  done
  [[ -n $header ]] || table_end
}

# The first ends with an empty line on Solaris 10; on illumos the second begins with one [S].
table_header() { # TEXT or nothing, if it was printed
  [[ -n $1 ]] || return 0
  classic || [[ -n $first_table ]] || printf '\n'
  first_table=''
  printf '%s\n' "$1"
}

table_end() { ! classic || printf '\n'; }

logical_name() { # IF, LUN
  if [[ $2 == 0 ]]; then echo "$1"; else echo "$1:$2"; fi
}

# The width of the MTU: [S] %-5u, since 2019 %-4u and a blank.
line4() { # NAME, IPKTS, IERRS, OPKTS, OERRS, COLLIS; of name and lun
  local mtu net address=${N[$name:$lun,addr]}
  interface_mtu mtu "$name" 4
  if [[ ${N[$name,class]} == tun ]]; then host_name net "${N[$name:$lun,dst]}"; else
    net_name net "$address" "${N[$name:$lun,mask]}"
  fi
  host_name address "$address"
  if classic; then printf '%-5s %-5u' "$1" "$mtu"; else printf '%-5s %-4u ' "$1" "$mtu"; fi
  printf '%-13s %-14s %-6s %-5s %-6s %-5s %-6s %-6s\n' "$net" "$address" "$2" "$3" "$4" "$5" "$6" 0
}

# Linux counts by link only, so an address has what an idle one has.
line_of_address() {
  local sent=N/A
  ! classic || sent=0
  line4 "$(logical_name "$name" "$lun")" 0 N/A $sent N/A N/A
}

interfaces6() {
  local name lun=0 address mtu
  local header='Name  Mtu  Net/Dest                    Address                     Ipkts  Ierrs Opkts  Oerrs Collis'
  local -A C
  for name in ${N[ifs]}; do
    [[ -n ${N[$name,v6]:-} && ( -z $interface || $interface == "$name" ) ]] || continue
    [[ $name == lo0 && -z $all ]] || unknown "IPv6 of $name"
    table_header "$header "
    header=''
    interface_mtu mtu "$name" 6
    link_counters "$name"
    address=::1
    [[ -n $numeric ]] || address=localhost
    printf '%-5s %-4u %-27s %-27s %-6s %-5s %-6s %-5s %-6s\n' "$name" "$mtu" "$address" "$address" "${C[ipackets]}" \
      "${C[ierrors]}" "${C[opackets]}" "${C[oerrors]}" "${C[collisions]}"
  done
  [[ -n $header ]] || table_end
}
