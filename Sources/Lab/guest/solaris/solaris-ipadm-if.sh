# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-ipadm-if.sh, sourced by solaris-ipadm.sh: interfaces.

create_if() {
  options create-if t "$@"
  one_operand create-if
  local interface=${operands[0]} why=
  why=$(if_obstacle "$interface")
  [[ -z $why ]] || fail "Could not create $interface : $why"
  if has "$stored_if" "$interface" && [[ $temporary == no ]]; then
    fail "Could not create $interface : Interface already exists"
  fi
  plumb_if "$interface"
  if [[ $temporary == no ]]; then
    stored_if+="${stored_if:+ }$interface"
    write_addresses
  fi
  save
}

# Why it cannot be made.
if_obstacle() { # IF
  if [ "$EUID" != 0 ]; then echo 'Insufficient user authorizations'
  elif [[ -n ${N[$1,class]:-} ]]; then echo 'Interface already exists'
  elif [[ ${condition[zonelink]:-} == "$1" ]]; then echo 'Interface already in use'
  elif ! has "${N[links]:-}" "$1"; then echo 'Could not open DLPI link'
  elif [[ $temporary == no && -n ${N[$1,temp]:-} ]]; then echo 'Persistent operation on temporary object'
  fi
}

# Of both families, as it names none.
plumb_if() { # IF
  with ifs "$1"
  N[$1,class]=tun N[$1,index]=${N[next]} N[$1,luns]=0 N[$1,v6]=1
  N[next]=$((N[next] + 1))
  N[$1:0,addr]=0.0.0.0 N[$1:0,mask]=0 N[$1:0,dst]=0.0.0.0 N[$1:0,flags]=0 N[$1:0,obj]=''
  kernel_sync "$1"
}

unplumb_if() { # IF
  local key
  without ifs "$1"
  forget "$1:"
  for key in class index luns mtu metric v6; do unset -v "N[$1,$key]"; done
  kernel_sync "$1"
}

delete_if() {
  options delete-if '' "$@"
  one_operand delete-if
  local interface=${operands[0]} object
  [ "$EUID" = 0 ] || fail "Could not delete $interface: Insufficient user authorizations"
  [[ -n ${N[$interface,class]:-} ]] || has "$stored_if" "$interface" ||
    fail "Could not delete $interface: Interface does not exist"
  [[ ${N[$interface,class]:-tun} == tun ]] || unknown "how to go on without $interface"
  [[ -z ${N[$interface,class]:-} ]] || unplumb_if "$interface"
  stored_if=$(for object in $stored_if; do [[ $object == "$interface" ]] || printf '%s ' "$object"; done)
  stored_if=${stored_if% }
  for object in "${!stored_address[@]}"; do
    [[ $object != "$interface"/* ]] || unset -v "stored_address[$object]"
  done
  write_addresses
  save
}

disable_if() {
  options disable-if t "$@"
  one_operand disable-if
  local interface=${operands[0]}
  [[ $temporary == yes ]] || fail 'persistent operation not supported for disable-if'
  [ "$EUID" = 0 ] || fail "Could not disable $interface: Insufficient user authorizations"
  [[ -n ${N[$interface,class]:-} ]] || fail "Could not disable $interface: Interface does not exist"
  [[ ${N[$interface,class]} == tun ]] || unknown "how to go on without $interface"
  unplumb_if "$interface"
  save
}

# What boot does for each stored interface too.
enable_if() {
  options enable-if t "$@"
  one_operand enable-if
  local interface=${operands[0]} why
  [[ $temporary == yes ]] || fail 'persistent operation not supported for enable-if'
  has "$stored_if" "$interface" || fail "Could not enable $interface: Object not found"
  why=$(if_obstacle "$interface")
  [[ -z $why ]] || fail "Could not enable $interface: $why"
  plumb_if "$interface"
  local object
  for object in "${!stored_address[@]}"; do
    [[ $object != "$interface"/* ]] || apply_address "$object" "${stored_address[$object]}"
  done
  kernel_sync "$interface"
  save
}

show_if() {
  local interface all
  columns=(IFNAME 11 CLASS 10 STATE 9 CURRENT 13 PERSISTENT 11)
  options show-if po: "$@"
  [ ${#operands[@]} -le 1 ] || fail "Usage: $(usage_of show-if)"
  choose_columns "$fields" || fail "unknown output field '$unknown_column'"
  all=${N[ifs]}
  for interface in $stored_if; do has "$all" "$interface" || all+=" $interface"; done
  [ ${#operands[@]} = 0 ] || has "$all" "${operands[0]}" ||
    fail 'Could not get interface(s): Interface does not exist'
  [[ $parsable == yes ]] || print_header
  for interface in $all; do
    if [ -z "${operands[*]}" ] || [ "$interface" = "${operands[*]}" ]; then show_if_row "$interface"; fi
  done
}

# bmpvIsiVaZ46
show_if_row() { # IF
  local current=------------ persistent=--- state=ok class=IP lun
  has "$stored_if" "$1" && persistent=-46
  case ${N[$1,class]:-} in
    lo) class=IP current=-m-v------46 persistent=--- ;;
    nic) current=bm--------4- persistent=-4- ;;
    tun)
      current=-mp-------4-
      [[ -z ${N[$1,v6]:-} ]] || current=-mp-------46
      state=down
      for lun in ${N[$1,luns]}; do ((!(${N[$1:$lun,flags]} & UP))) || state=ok; done
      ;;
    *) state=disabled ;;
  esac
  print_row IFNAME="$1" CLASS=$class STATE=$state CURRENT=$current PERSISTENT=$persistent
}
