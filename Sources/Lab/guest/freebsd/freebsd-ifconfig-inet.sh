#!/boot/culvert-lab/linux/bin/bash
# freebsd-ifconfig-inet.sh, sourced by freebsd-ifconfig.sh: tunnels and inet addresses.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${state:?}"

# Whatever the kernel says to a tunnel is a warning only, and the exit status 0.
tunnel() { # SOURCE, DESTINATION
  local source remote name
  if [ "$family" = inet6 ] || { [[ $1 == *:* ]] && [[ $2 == *:* ]]; }; then
    [ "$family" = inet6 ] || { complain "SIOCSIFPHYADDR: Invalid argument"; return; }
    unknown "tunnels over IPv6"
  fi
  literal "$1" && source=$number
  literal "$2" && remote=$number
  if [[ $1$2 == *:* ]]; then fail "source and destination address families do not match"; fi
  if ! root; then complain "SIOCSIFPHYADDR: Operation not permitted"; return; fi
  if [ "$i_kind" != gif ]; then complain "SIOCSIFPHYADDR: Invalid argument"; return; fi
  if taken "$source" "$remote"; then complain "SIOCSIFPHYADDR: Can't assign requested address"; return; fi
  i_outer=inet i_source=$source i_remote=$remote
  if ((i_ignore)); then kernel_tunnel; else kernel_ends_changed; fi
  finish
}

literal() { # TEXT; its number is in `number`
  [[ $1 != *:* ]] || { number=0; return 0; }
  if resolve "$1"; then return; fi
  if since 14; then fail "error in parsing address string: Name could not be resolved at this time"; fi
  if since 12; then fail "error in parsing address string: Name does not resolve"; fi
  fail "error in parsing address string: hostname nor servname provided, or not known"
}

# An end that is no address, or a pair that another gif has.
taken() { # SOURCE, REMOTE
  (($1 != 0 && $2 != 0)) || return 0
  local name mine=$i_name
  local "${shadow[@]}"
  interfaces
  for name in "${names[@]}"; do
    [ "$name" != "$mine" ] || continue
    load "$name"
    if [ "$i_kind $i_outer $i_source $i_remote" = "gif inet $1 $2" ]; then return 0; fi
  done
  return 1
}

delete_tunnel() {
  root || fail "SIOCDIFPHYADDR: Operation not permitted"
  [ "$i_kind" = gif ] || fail "SIOCDIFPHYADDR: Invalid argument"
  [ -n "$i_outer" ] || return 0
  i_outer='' i_source='' i_remote=''
  if ((i_ignore)); then kernel_tunnel; else kernel_ends_changed; fi
  finish
}

ignore_source() { # 0|1
  since 10 || fail "ignore_source: bad value"
  [ "$i_kind" = gif ] || unknown "ignore_source on $i_name"
  i_ignore=$1
  kernel_tunnel
  finish
}

# A word that is nothing else is the address, and a second one the other end's.
an_address() { # WORD
  [ "$family" = inet ] || unknown "addresses of family $family"
  local text=$1 width=
  if ((set_address == 0)); then
    set_address=1
    if ((alias == 0)); then clear=1; fi
    if [[ $text == */* ]]; then
      width=${text##*/} text=${text%/*}
      [[ $width =~ ^[0-9]+$ ]] || fail "$1: bad value"
      ((width <= 32)) || fail "$1: bad value (width too large)"
      bits_mask "$width"
      mask=$number
    fi
    resolve "$text" || fail "$1: bad value"
    new=$number
    if ((alias < 0)); then drop=$number new=''; fi
  else
    resolve "$text" || fail "$1: bad value"
    peer=$number
  fi
}

set_mask() { # TEXT
  if [[ $1 =~ ^0[xX][0-9a-fA-F]{1,8}$ ]]; then mask=$(($1)) && return; fi
  aton "$1" || fail "$1: bad value"
  mask=$number
}

# `inet V -alias` names the address before it says what is done with it.
drop_alias() {
  if ((set_address && alias == 0)); then drop=$new; fi
  alias=-1 clear=1 new=''
}

# The end of the line: first what is to go, then what is to come.
addresses() {
  ((clear || set_address)) || return 0
  if ((clear)) && ! nothing_to_clear; then
    root || fail "ioctl (SIOCDIFADDR): $(not_permitted)"
    if ! remove_address "$drop" && ((alias < 0)); then
      fail "ioctl (SIOCDIFADDR): Can't assign requested address"
    fi
  fi
  [ -z "$new" ] || add_address
  finish
}

# Since 14 ifconfig looks for the first address itself, and asks for nothing when there is none.
nothing_to_clear() { since 14 && [ -z "$drop" ] && [[ " ${i_addrs[*]}" != *' inet '* ]]; }

not_permitted() { if since 14; then echo 'Operation not permitted'; else echo 'permission denied'; fi; }

# Without an address it is the first that goes.
remove_address() { # NUMBER OR NOTHING
  local n kind address
  for n in "${!i_addrs[@]}"; do
    read -r kind address _ <<<"${i_addrs[n]}"
    if [ "$kind" != inet ] || [ "$address" != "${1:-$address}" ]; then continue; fi
    kernel_address del "${i_addrs[n]}"
    unset "i_addrs[n]"
    i_addrs=("${i_addrs[@]}")
    return 0
  done
  return 1
}

add_address() {
  root || fail "ioctl (SIOCAIFADDR): $(not_permitted)"
  if [ "$i_kind" = gif ]; then
    [ -n "$peer" ] || no_peer
  else
    peer=-
  fi
  [ -n "$mask" ] || default_mask
  if ((alias > 0)); then remove_address "$new" || true; fi
  i_addrs+=("inet $new $peer $mask")
  kernel_address add "${i_addrs[-1]}"
  if ((i_up == 0)); then i_up=1 && kernel_up; fi
}

# What the address was to replace is gone by then.
no_peer() {
  finish
  since 14 || fail "ioctl (SIOCAIFADDR): Destination address required"
  complain "in_exec_nl(): Empty IFA_LOCAL/IFA_ADDRESS"
  fail "ioctl (SIOCAIFADDR): Invalid argument"
}

# That of the address's class; since 14 none, on a link with two ends.
default_mask() {
  if since 14; then
    [ "$i_kind" = gif ] || unknown "an address without a mask on $i_name"
    mask=0
    return
  fi
  case $((new >> 29)) in
    [0-3]) mask=$((0xff000000)) ;;
    4 | 5) mask=$((0xffff0000)) ;;
    *) mask=$((0xffffff00)) ;;
  esac
}
