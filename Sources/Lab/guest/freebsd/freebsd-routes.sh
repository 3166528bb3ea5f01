#!/boot/culvert-lab/linux/bin/bash
# freebsd-routes.sh, sourced: the routing table of IPv4, as entries "TARGET BITS GATEWAY-TEXT FLAGS INTERFACE KIND".
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

# All entries, in `table`, ordered by target.
routes() {
  local name "${shadow[@]}" seen=' ' address lines=()
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    for address in "${i_addrs[@]}"; do routes_of "$address"; done
  done
  added_routes
  sort_routes
}

# There are few of them, and a sort(1) costs more.
sort_routes() {
  local line n a b c d
  table=()
  for line in "${lines[@]}"; do
    read -r a b _ <<<"$line"
    for ((n = ${#table[@]}; n > 0; n--)); do
      read -r c d _ <<<"${table[n - 1]}"
      ((a * 64 + b < c * 64 + d)) || break
      table[n]=${table[n - 1]}
    done
    table[n]=$line
  done
}

routes_of() { # ADDRESS LINE, of the loaded interface
  local kind address peer mask bits own=$i_index
  read -r kind address peer mask <<<"$1"
  [ "$kind" = inet ] || return 0
  if since 14; then loopback_link; fi
  if [ "$i_kind" = lo ]; then
    add_route "$address" 32 "link#$i_index" UH "$i_name" own
  elif [ "$peer" = - ]; then
    mask_bits "$mask"
    if ((bits < 32)); then add_route $((address & mask)) "$bits" "link#$i_index" U "$i_name" net; fi
    add_route "$address" 32 "link#$own" UHS lo0 own
  else
    [ "$peer" = "$address" ] || add_route "$address" 32 "link#$own" UHS lo0 own
    ((i_up == 0)) || add_route "$peer" 32 "link#$i_index" UH "$i_name" peer
  fi
}

# Since 14 a route to an address of this host names the interface by which it goes, lo0, not the one that has it.
loopback_link() {
  local entry
  for entry in "${entries[@]}"; do [[ $entry != lo0:* ]] || own=${entry#*:}; done
}

# The first one that wants a target has it.
add_route() { # TARGET, BITS, GATEWAY, FLAGS, INTERFACE, KIND
  [[ $seen != *" $1/$2 "* ]] || return 0
  seen+="$1/$2 "
  lines+=("$*")
}

added_routes() {
  local target bits gateway kind text found
  [ -s "$state/routes" ] || return 0
  while read -r target bits gateway kind; do
    ntoa "$gateway"
    local flags=UGS
    if ((bits == 32)); then flags=UGHS; fi
    if [ "$kind" = blackhole ]; then flags+=B; fi
    reach "$gateway" || found=lo0
    add_route "$target" "$bits" "$text" "$flags" "$found" "$kind"
  done <"$state/routes"
}

# The interface on whose net an address is, in `found`.
reach() { # NUMBER
  local name address kind number peer mask "${shadow[@]}"
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    for address in "${i_addrs[@]}"; do
      read -r kind number peer mask <<<"$address"
      [ "$kind" = inet ] || continue
      if [ "$peer" = - ] && (((number & mask) == ($1 & mask))); then found=$name && return; fi
      if [ "$peer" = "$1" ]; then found=$name && return; fi
    done
  done
  return 1
}

find_route() { # TARGET, BITS; its kind is in `found_kind`
  local target bits gateway
  [ -s "$state/routes" ] || return 1
  while read -r target bits gateway found_kind; do
    if ((target == $1 && bits == $2)); then return 0; fi
  done <"$state/routes"
  return 1
}

forget_route() { # TARGET, BITS
  local lines=() line
  mapfile -t lines <"$state/routes"
  : >"$state/routes"
  for line in "${lines[@]}"; do [[ $line == "$1 $2 "* ]] || echo "$line" >>"$state/routes"; done
}

# The longest match.
best_route() { # NUMBER
  local entry target bits gateway flags interface kind number
  best_bits=-1
  routes
  for entry in "${table[@]}"; do
    read -r target bits gateway flags interface kind <<<"$entry"
    bits_mask "$bits"
    if ((($1 & number) != target || bits <= best_bits)); then continue; fi
    best_bits=$bits best_target=$target best_kind=$kind best_interface=$interface
    best_flags=$kind
    if [ "$kind" = gateway ]; then aton "$gateway" && best_gateway=$number; fi
  done
  ((best_bits >= 0)) || return 1
  case $best_kind in
    own) best_flags='UP,HOST,DONE,STATIC,PINNED' best_interface=lo0 ;;
    peer) best_flags='UP,HOST,DONE,PINNED' ;;
    net) best_flags='UP,DONE,PINNED' ;;
    gateway) best_flags='UP,GATEWAY,DONE,STATIC'; if ((best_bits == 32)); then best_flags='UP,GATEWAY,HOST,DONE,STATIC'; fi ;;
    blackhole) best_flags='UP,GATEWAY,DONE,STATIC,BLACKHOLE' ;;
  esac
  local "${shadow[@]}"
  load "$best_interface"
  best_mtu=$i_mtu
}
