# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-ipadm-addr.sh, sourced by solaris-ipadm.sh: static IPv4 addresses.

create_addr() {
  local object interface address length='' remote='' why=
  options create-addr T:a:dti:w:p: "$@"
  [[ -n $type && ${#operands[@]} == 1 ]] || fail "Invalid arguments"$'\n'"usage: $(usage_of create-addr)"
  object=${operands[0]} interface=${operands[0]%%/*}
  [[ $object == */?* ]] || fail "invalid address object name: $object"$'\n'"usage: $(usage_of create-addr)"
  [[ ${object#*/} =~ ^[A-Za-z][A-Za-z0-9]{0,30}$ ]] || fail 'Could not create address: Invalid argument provided' # [S] the rule
  case $type in
    static) ;;
    dhcp | addrconf) unknown "addresses of type $type" ;;
    *) fail "Invalid address type $type" ;;
  esac
  [[ -n $local_remote ]] || fail "Invalid arguments for type static"$'\n'"usage: $(usage_of create-addr)"
  parse_addresses
  why=$(address_obstacle)
  [[ -z $why ]] || fail "Could not create address: $why"
  # An interface that is not there is made on the way [S libipadm].
  if [[ -z ${N[$interface,class]:-} ]]; then
    why=$(if_obstacle "$interface")
    [[ -z $why ]] || fail "Could not create address: $why"
    plumb_if "$interface"
    [[ $temporary == yes ]] || stored_if+="${stored_if:+ }$interface"
  fi
  apply_address "$object" "$([[ $down == yes ]] && echo down || echo up) $address $length $remote"
  [[ $temporary == yes ]] || stored_address[$object]="$([[ $down == yes ]] && echo down || echo up) $address $length $remote"
  [[ $temporary == yes ]] || write_addresses
  kernel_sync "$interface"
  save
}

# Sets address, length and remote; without local= the one that is given is local.
parse_addresses() {
  local part
  local -a parts
  IFS=, read -r -a parts <<<"$local_remote"
  for part in "${parts[@]}"; do
    case $part in
      local=*) address=${part#*=} ;;
      remote=*) remote=${part#*=} ;;
      *=*) fail "Invalid address provided"$'\n'"usage: $(usage_of create-addr)" ;;
      *) address=$part ;;
    esac
  done
  [[ -n ${address:-} ]] || fail "Missing local address"$'\n'"usage: $(usage_of create-addr)"
  [[ $address != */* ]] || length=${address#*/}
  address=${address%%/*}
  is_ipv4 "$address" || fail 'Error in setting local address: Invalid address'
  [[ -z $length || ($length =~ ^[0-9]+$ && $length -le 32) ]] || fail 'Error in setting local address: Invalid address'
  # A prefix length at the remote address is refused [M].
  [[ -z $remote ]] || is_ipv4 "$remote" || fail 'Error in setting remote address: Invalid address'
}

address_obstacle() {
  local mask=0 lun other
  if [ "$EUID" != 0 ]; then echo 'Insufficient user authorizations' && return; fi
  [[ -z $length ]] || prefix_mask mask "$length"
  address_ok "$address" "$mask" || { echo "Can't assign requested address" && return; }
  [[ -z $remote ]] || address_ok "$remote" "$mask" || { echo "Can't assign requested address" && return; }
  for other in ${N[ifs]}; do
    for lun in ${N[$other,luns]}; do
      [[ ${N[$other:$lun,obj]} != "$object" ]] || { echo 'Address object already exists' && return; }
    done
  done
  [[ -z ${stored_address[$object]:-} ]] || { echo 'Address object already exists' && return; }
  # A point-to-point interface wants both ends, others one [M] which of the two errors.
  if has "${N[links]:-}" "$interface"; then [[ -n $remote ]] || echo 'Invalid argument provided'
  elif [[ -n $remote ]]; then echo 'Invalid argument provided'; fi
  [[ $temporary == yes ]] || [[ -z ${N[$interface,class]:-} ]] || [[ ${N[$interface,class]} != tun ]] ||
    has "$stored_if" "$interface" || echo 'Persistent operation on temporary object'
}

# Puts it on the interface's logical interface 0 if that is free, or on the next.
apply_address() { # OBJECT, up|down LOCAL LENGTH REMOTE
  local interface=${1%%/*} lun=0 lif mask=0 number up_down local_address bits remote_address
  read -r up_down local_address bits remote_address <<<"$2"
  if [[ $bits == *.* ]]; then remote_address=$bits bits=; fi
  if [[ ${N[$interface:0,addr]} != 0.0.0.0 ]]; then
    while has "${N[$interface,luns]}" "$lun"; do lun=$((lun + 1)); done
    with "$interface,luns" "$lun"
  fi
  lif=$interface:$lun
  if [[ -n $bits ]]; then prefix_mask mask "$bits"
  else
    number number "$local_address"
    class_mask mask "$number"
  fi
  N[$lif,addr]=$local_address N[$lif,mask]=$mask N[$lif,dst]=${remote_address:-0.0.0.0} N[$lif,obj]=$1 N[$lif,flags]=0
  [[ $up_down == down ]] || raise "$lif"
}

raise() { # LIF
  local interface lun value=$((N[$1,flags] & ~UNNUMBERED | UP))
  for interface in ${N[ifs]}; do
    for lun in ${N[$interface,luns]}; do
      [[ $interface:$lun != "$1" && ${N[$interface:$lun,addr]} == "${N[$1,addr]}" ]] || continue
      ((!(${N[$interface:$lun,flags]} & UP))) || value=$((value | UNNUMBERED))
    done
  done
  N[$1,flags]=$value
}

find_object() { # OBJECT: sets lif
  local interface lun
  lif=
  for interface in ${N[ifs]}; do
    for lun in ${N[$interface,luns]}; do
      [[ ${N[$interface:$lun,obj]} != "$1" ]] || lif=$interface:$lun
    done
  done
}

remove_lif() { # LIF
  local interface=${1%:*} lun=${1##*:}
  if [ "$lun" = 0 ]; then
    N[$1,addr]=0.0.0.0 N[$1,mask]=0 N[$1,dst]=0.0.0.0 N[$1,flags]=0 N[$1,obj]=''
  else
    without "$interface,luns" "$lun"
    forget "$1,"
  fi
  kernel_sync "$interface"
}

delete_addr() {
  options delete-addr r "$@"
  one_operand delete-addr
  local lif object=${operands[0]}
  [ "$EUID" = 0 ] || fail 'could not delete address: Insufficient user authorizations'
  find_object "$object"
  [[ -n $lif || -n ${stored_address[$object]:-} ]] || fail 'could not delete address: Object not found'
  [[ -z $lif ]] || remove_lif "$lif"
  if [[ -n ${stored_address[$object]:-} ]]; then
    unset -v "stored_address[$object]"
    write_addresses
  fi
  save
}

up_addr() { up_or_down up "$@"; }
down_addr() { up_or_down down "$@"; }

up_or_down() { # up or down, ARGUMENT...
  local lif object how=$1
  shift
  options "$how-addr" t "$@"
  one_operand "$how-addr"
  object=${operands[0]}
  [ "$EUID" = 0 ] || fail "Could not mark the address $how: Insufficient user authorizations"
  find_object "$object"
  [[ -n $lif ]] || fail "Could not mark the address $how: Object not found"
  if [[ $how == up ]]; then raise "$lif"; else N[$lif,flags]=$((N[$lif,flags] & ~(UP | UNNUMBERED))); fi
  if [[ $temporary == no ]]; then
    [[ -n ${stored_address[$object]:-} ]] || fail "Could not mark the address $how: Persistent operation on temporary object"
    stored_address[$object]="$how ${stored_address[$object]#* }"
    write_addresses
  fi
  kernel_sync "${lif%:*}"
  save
}

disable_addr() {
  options disable-addr t "$@"
  one_operand disable-addr
  local lif
  [[ $temporary == yes ]] || fail 'persistent operation not supported for disable-addr'
  find_object "${operands[0]}"
  [[ -n $lif ]] || fail 'could not disable address: Object not found'
  remove_lif "$lif"
  save
}

enable_addr() {
  options enable-addr t "$@"
  one_operand enable-addr
  local lif object=${operands[0]}
  [[ $temporary == yes ]] || fail 'persistent operation not supported for enable-addr'
  find_object "$object"
  [[ -z $lif ]] || fail 'could not enable address: Address object already exists'
  [[ -n ${stored_address[$object]:-} ]] || fail 'could not enable address: Object not found'
  apply_address "$object" "${stored_address[$object]}"
  kernel_sync "${object%%/*}"
  save
}

