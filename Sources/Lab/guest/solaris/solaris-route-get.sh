# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-route-get.sh, sourced by solaris-route.sh: route get [S route.c: print_getmsg; the kernel's answer: rts_rtmget].

# Sets target and bits (none for a host), as in_getaddr does: an address whose host part is 0 by its class is a net's.
read_destination() { # ARGUMENT...
  local word kind=''
  target='' bits='' asked=''
  for word; do
    case $word in
      -inet) ;;
      -host | host) kind=host ;;
      -net | net) kind=net ;;
      -inet6 | -ifp | -ifa | -gateway | -netmask | -dst | -link | -sa | -setsrc | -mtu | -interface | -iface | -static | \
        -lock | -lockrest | -reject | -blackhole | -private | -multirt | -secattr) unknown "$word" ;;
      -*) die "route: botched keyword: ${word#-}" ;;
      *)
        [[ -z $asked ]] || unknown "the argument $word"
        asked=$word
        ;;
    esac
  done
  [[ -n $asked ]] || die 'route: destination required'
  if [[ $asked == default ]]; then target=0.0.0.0 bits=0 && return; fi
  target=${asked%%/*}
  is_ipv4 "$target" || resolve_host
  if [[ $asked == */* ]]; then
    [[ ${asked#*/} =~ ^([0-9]|[12][0-9]|3[0-2])$ ]] || die "route: bad prefix length in $asked"
    bits=${asked#*/}
  elif [[ $kind != host ]]; then
    guess_net "$kind"
  fi
}

resolve_host() {
  local line
  local -a word
  while read -r line; do
    read -r -a word <<<"${line%%#*}"
    ! has "${word[*]:1}" "$target" || { target=${word[0]} && return; }
  done </etc/hosts
  die "$asked: bad value"
}

guess_net() { # KIND
  local address mask
  number address "$target"
  class_mask mask "$address"
  [[ $1 != net ]] || ((!(address & ~mask & 0xffffffff))) || unknown 'the mask of a part of a net'
  ((address & ~mask & 0xffffffff)) || mask_prefix bits "$mask"
}

# An own address, else what the table says. Status 3 is ESRCH, and all of it goes to the standard output [S newroute].
get_route() { # ARGUMENT...
  local target bits asked destination mask gateway interface flags mtu shown
  read_destination "$@"
  if ! { [[ -z $bits || $bits == 32 ]] && own_route; } && ! table_route; then
    [[ -z $numeric ]] || printf ' '
    echo "$asked: not in table"
    exit 3
  fi
  shown_address "$target" && printf '   route to: %s\n' "$shown"
  shown_address "$destination" && printf 'destination: %s\n' "$shown"
  [[ $mask != 0.0.0.0 ]] || mask=default
  printf '       mask: %s\n' "$mask"
  if [[ -n $gateway ]]; then shown_address "$gateway" && printf '    gateway: %s\n' "$shown"; fi
  printf '  interface: %s\n      flags: <%s>\n' "$interface" "$flags"
  printf ' recvpipe  sendpipe  ssthresh    rtt,ms rttvar,ms  hopcount      mtu     expire\n'
  printf '%8d  %8d  %8d  %8d  %8d  %8d  %8d  %8d \n' 0 0 0 0 0 0 "$mtu" 0
}

shown_address() { # ADDRESS: sets shown
  if [[ $1 == 0.0.0.0 ]]; then shown=default; else host_name shown "$1"; fi
}

# IRE_LOCAL and IRE_LOOPBACK; on Solaris 10 with the loopback's MTU wherever the address is [S POL ipif_up_done, GATE
# rts_getmetrics].
own_route() {
  local name lun
  for name in ${N[ifs]}; do
    for lun in ${N[$name,luns]}; do
      [[ ${N[$name:$lun,addr]} == "$target" ]] || continue
      ((${N[$name:$lun,flags]} & UP)) || continue
      destination=$target mask=255.255.255.255 gateway='' interface=$name
      if classic; then name=lo0; fi
      interface_mtu mtu "$name" 4
      kernels_flags
      return
    done
  done
  return 1
}

# Routes that come with an address; illumos marks them [S routeflags].
kernels_flags() {
  flags=UP,DONE
  classic || flags+=,KERNEL
}

# Where it goes the kernel beneath decides; which entry that was, the longest one that has it.
table_route() {
  local said best entry
  local -a word
  said=$(ip route get "$target" 2>/dev/null) || [[ $target == 0.0.0.0 ]] || return 1
  best_entry || return 1
  read -r destination best gateway entry interface <<<"$best"
  dotted mask "$best"
  if [[ $entry != UG* ]]; then
    gateway=''
    kernels_flags
  else
    flags=UP,GATEWAY$([[ $entry != *H ]] || echo ,HOST),DONE,STATIC
    read -r -a word < <(ip route get "$gateway" 2>/dev/null)
    interface_of "${word[*]}"
  fi
  interface_mtu mtu "${interface%%:*}" 4
  [[ ! $said =~ \ mtu\ ([0-9]+) ]] || mtu=${BASH_REMATCH[1]}
}

interface_of() { # WHAT LINUX SAYS
  local device=eth0 name
  interface=e1000g0
  [[ ! $1 =~ \ dev\ ([^ ]+) ]] || device=${BASH_REMATCH[1]}
  [[ $device != lo ]] || interface=lo0
  for name in ${N[k,tunnels]:-}; do [[ ${N[k,$name,device]} != "$device" ]] || interface=$name; done
}

# A net that was asked for is the very net or the default [S MATCH_IRE_MASK, MATCH_IRE_DEFAULT].
best_entry() { # sets best
  local entry address found longest=-1 length value wanted
  number address "$target"
  best=''
  while read -r entry; do
    read -r found value _ <<<"$entry"
    mask_prefix length "$value"
    number wanted "$found"
    (((address & value) == wanted && length > longest)) || continue
    [[ -z $bits ]] || ((length == bits || length == 0)) || continue
    best=$entry longest=$length
  done < <(routes)
  [[ -n $best ]]
}
