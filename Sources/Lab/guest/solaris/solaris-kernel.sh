# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-kernel.sh, sourced: makes the Linux kernel beneath do what N says.
#
# A bound tunnel (both ends known) with an IP interface on it is a device `ip tunnel … mode ipip` with the same two ends;
# addresses that are up are on it, with their peers, whose host routes come with them; the device is up when one of them
# is. Linux differs, and cannot be told otherwise:
#   - two tunnels of the same two ends (Solaris 10 takes them): only the first is in the kernel;
#   - a tunnel without an interface, or down, drops what comes in on Solaris; here the sender gets an ICMP;
#   - the ICMP is "protocol unreachable", as on Solaris, only as long as the system has no tunnel at all; as soon as it has
#     one, Linux says "port unreachable" for those that match none;
#   - what arrives for a tunnel that is down is counted as for none, since it is answered so;
#   - strict multihoming is remembered and shown, and changes nothing in the data path;
#   - with the host model `strong` an answer from a tunnel's address finds no route, as there; but to the peer neither.

# Tells the kernel what has changed about one interface.
kernel_sync() { # IF
  local interface=$1 device bound='' addresses='' up=no commands=''
  [[ ${N[$interface,class]:-tun} == tun ]] || { kernel_sync_card "$1"; return; }
  device=${N[k,$interface,device]:-}
  wanted_tunnel
  if [[ ${N[k,$interface,bound]:-} != "$bound" ]]; then
    if [[ -z $bound ]]; then
      commands+="tunnel del $device mode ipip"$'\n'
      retire
      forget "k,$interface,"
      without k,tunnels "$interface"
    else
      bind_device
    fi
  fi
  [[ -z $bound ]] || change_device
  host_model
  tell_kernel "$commands"
  [[ -n ${N[k,tunnels]:-} ]] || [[ -z $commands ]] || unload
}

wanted_tunnel() {
  local lun
  [[ -n ${N[$interface,class]:-} && -n ${N[$interface,tsrc]:-} && -n ${N[$interface,tdst]:-} ]] || return 0
  bound="local ${N[$interface,tsrc]} remote ${N[$interface,tdst]} ttl ${N[$interface,hop]}"
  ! bound_elsewhere || { bound=; return; }
  for lun in ${N[$interface,luns]}; do
    ((${N[$interface:$lun,flags]} & UP)) || continue
    up=yes
    wanted_address "$interface:$lun"
  done
}

bound_elsewhere() {
  local other
  for other in ${N[k,tunnels]:-}; do
    [[ $other != "$interface" ]] || continue
    [[ ${N[k,$other,bound]% ttl *} != "${bound% ttl *}" ]] || return 0
  done
  return 1
}

wanted_address() { # IF:LUN
  local length
  [[ ${N[$1,addr]} != 0.0.0.0 ]] || return 0
  if [[ ${N[$1,dst]:-0.0.0.0} != 0.0.0.0 ]]; then
    addresses+="${addresses:+ }${N[$1,addr]}=${N[$1,dst]}"
  else
    mask_prefix length "${N[$1,mask]}"
    [[ ${N[$interface,class]} == nic ]] || length=32
    addresses+="${addresses:+ }${N[$1,addr]}/$length"
  fi
}

# Linux' names are shorter: 15 characters, Solaris' 31.
bind_device() {
  if [[ -z $device ]]; then
    [[ -n ${N[k,tunnels]:-} ]] || watch_arrivals
    device=$interface
    [ ${#device} -le 15 ] || device=tun-${N[$interface,index]}
    N[k,$interface,device]=$device
    with k,tunnels "$interface"
    commands+="tunnel add $device mode ipip $bound"$'\n'
  else
    commands+="tunnel change $device mode ipip $bound"$'\n'
  fi
  N[k,$interface,bound]=$bound
}

change_device() {
  local mtu=${N[$interface,mtu]:-1480}
  if [[ ${N[k,$interface,mtu]:-1480} != "$mtu" ]]; then
    commands+="link set dev $device mtu $mtu"$'\n'
    N[k,$interface,mtu]=$mtu
  fi
  change_addresses
  [[ ${N[k,$interface,up]:-no} != "$up" ]] || return 0
  commands+="link set dev $device "
  [[ $up == yes ]] && commands+=up || commands+=down
  commands+=$'\n'
  N[k,$interface,up]=$up
}

change_addresses() {
  local entry had=${N[k,$interface,addrs]:-}
  for entry in $had; do
    has "$addresses" "$entry" || commands+="address del ${entry/=/ peer } dev $device"$'\n'
  done
  for entry in $addresses; do
    has "$had" "$entry" || commands+="address add ${entry/=/ peer } dev $device"$'\n'
  done
  N[k,$interface,addrs]=$addresses
}

# Adds to commands.
host_model() {
  local wanted='' address tunnel
  if [[ ${N[prop,ipv4,hostmodel]:-weak} == strong ]]; then
    for tunnel in ${N[k,tunnels]:-}; do
      for address in ${N[k,$tunnel,addrs]:-}; do wanted+=" ${address%%[=/]*}"; done
    done
  fi
  for address in ${N[k,prohibited]:-}; do
    has "$wanted" "$address" || commands+="rule del from $address prohibit"$'\n'
  done
  for address in $wanted; do
    has "${N[k,prohibited]:-}" "$address" || commands+="rule add from $address prohibit"$'\n'
  done
  N[k,prohibited]=$wanted
}

# The network card is Linux' eth0; it stays up, whatever is said, or nobody could ask any more [L].
kernel_sync_card() { # IF
  local interface=$1 device=eth0 addresses='' commands='' lun
  [[ ${N[$interface,class]} == nic ]] || return 0
  for lun in ${N[$interface,luns]}; do
    ((!(${N[$interface:$lun,flags]} & UP))) || wanted_address "$interface:$lun"
  done
  change_addresses
  tell_kernel "$commands"
}

tell_kernel() { # COMMANDS
  local said
  [[ -n $1 ]] || return 0
  said=$(ip -batch - <<<"$1" 2>&1) || {
    arguments="$1"
    unknown "why the kernel beneath refuses: $said"
  }
}

# As soon as there is a tunnel, Linux does not count any more what comes for none of them; Solaris does. So a filter counts
# all that arrives, in whole packets or first fragments, and what no tunnel has counted of it was for none (strangers_now).
watch_arrivals() {
  local whole='match u16 0 0x1fff at 6'
  "$lab/busybox" modprobe -a ipip sch_ingress cls_u32 act_gact
  tc qdisc add dev eth0 ingress || unknown "how to count a tunnel's packets"
  # shellcheck disable=SC2086 # words
  tc filter add dev eth0 parent ffff: protocol ip u32 match ip protocol 4 0xff $whole action ok ||
    unknown "how to count a tunnel's packets"
  N[k,retired]=0
}

# Only who changes tunnels counts, and ifconfig shows more than it changes.
counting() {
  # shellcheck source=/dev/null
  . "$lab/system/solaris-counters.sh"
}

# A tunnel's counters go with it.
retire() {
  local -A C
  counting
  link_counters "$interface"
  N[k,retired]=$((N[k,retired] + C[arrived]))
}

# Without the module the kernel answers a tunnel's packet as Solaris does, and counts it.
unload() {
  local strangers
  [[ -n ${N[k,retired]:-} ]] || return 0
  counting
  strangers_now
  N[k,strangers]=$strangers
  unset -v 'N[k,retired]'
  tc qdisc del dev eth0 ingress
  "$lab/busybox" rmmod ipip tunnel4 2>/dev/null || true
}
