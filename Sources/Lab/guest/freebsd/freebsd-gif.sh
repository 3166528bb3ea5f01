#!/boot/culvert-lab/linux/bin/bash
# freebsd-gif.sh, sourced: what a change of an interface is for the guest's own kernel. `batch` collects lines for ip.
#
# A gif is an ipip device of the same name. One without a tunnel has ends that no packet can have; with ignore_source it
# takes any source. FreeBSD checks that the way back to the outer source is by the interface of arrival (link2: not).
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${lab:?}" "${kernel:?}"
batch=

# The ends of the loaded gif, as words for ip.
kernel_ends() {
  local remote
  ends="local 127.255.0.$i_index remote 127.255.0.$i_index"
  [ "$i_outer" = inet ] || return 0
  ntoa "$i_remote"
  remote=$text
  ntoa "$i_source"
  if ((i_ignore)); then remote=any; fi
  ends="local $text remote $remote"
}

kernel_create() {
  kernel_ends
  batch+="link add $i_device mtu $i_mtu type ipip $ends ttl 30"$'\n'
}

# Linux does not change a device from one remote end to any, so it makes a new one.
kernel_tunnel() {
  local address
  batch+="link del $i_device"$'\n'
  kernel_create
  for address in "${i_addrs[@]}"; do kernel_address add "$address"; done
  if ((i_up)); then kernel_up; fi
}

kernel_ends_changed() {
  kernel_ends
  batch+="link change $i_device type ipip $ends ttl 30"$'\n'"link set $i_device mtu $i_mtu"$'\n'
}

kernel_up() {
  if ((i_up)); then batch+="link set $i_device up"$'\n'; else batch+="link set $i_device down"$'\n'; fi
}

kernel_address() { # add|del, ADDRESS LINE
  local kind address peer mask words
  read -r kind address peer mask <<<"$2"
  [ "$kind" = inet ] || return 0
  ntoa "$address"
  words=$text
  if [ "$i_kind" = ether ] || [ "$peer" = - ]; then
    mask_bits "$mask"
    words+="/$bits"
    if [ "$i_kind" = ether ] && [ "$1" = add ]; then words+=" brd +"; fi
  elif [ "$peer" != "$address" ]; then
    ntoa "$peer"
    words+=" peer $text/32"
  else
    words+=/32
  fi
  batch+="address $1 $words dev $i_device"$'\n'
}

kernel_commit() {
  ip_batch "$batch"
  batch=
}

# The check of the way back is the physical interface's in Linux: off as soon as one gif does without it.
kernel_paths() {
  local name check=1 "${shadow[@]}"
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    if [ "$i_kind" = gif ] && ((i_links & 4)); then check=0; fi
  done
  echo "$check" >"$kernel/conf/$nic/rp_filter"
}
