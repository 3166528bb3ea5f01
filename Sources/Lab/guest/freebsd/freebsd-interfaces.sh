#!/boot/culvert-lab/linux/bin/bash
# freebsd-interfaces.sh, sourced: the interfaces as FreeBSD's kernel would know them, one file each in $state/if.
#
# What Linux knows otherwise or not at all (order, masks on point-to-point links, descriptions, a gif without tunnel) is
# remembered there; whatever carries packets is done to the guest's kernel at the same moment.
# An address is a line: inet ADDRESS PEER MASK, with numbers, or inet6 ADDRESS PEER PREFIXLEN.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${state:?}"
fields=(index kind device up mtu descr outer source remote links ignore nd6 ether media)
# For a function that loads another interface than the caller's: local "${shadow[@]}".
shadow=("${fields[@]/#/i_}" i_name i_addrs)


# In the order of their creation; ifconfig -l prints them so.
interfaces() {
  local entry
  names=() entries=()
  [ ! -s "$state/order" ] || read -r -a entries <"$state/order"
  for entry in "${entries[@]}"; do names+=("${entry%:*}"); done
}

exists() { [ -e "$state/if/$1" ]; }

# Sets the fields as i_NAME and i_addrs.
load() { # NAME
  i_name=$1 i_addrs=()
  # shellcheck source=/dev/null
  . "$state/if/$1"
}

save() {
  local field text=
  for field in "${fields[@]}"; do
    local -n value=i_$field
    printf -v text '%si_%s=%q\n' "$text" "$field" "$value"
  done
  printf '%si_addrs=(%s)\n' "$text" "${i_addrs[*]@Q}" >"$state/if/$i_name"
}

# A new interface, known from now on.
attach() { # NAME, KIND, MTU
  i_name=$1 i_kind=$2 i_device=$1 i_mtu=$3 i_up=0 i_descr='' i_outer='' i_source='' i_remote='' i_links=0 i_ignore=0
  i_ether='' i_media='' i_addrs=()
  if since 9; then i_nd6=29; else i_nd6=3; fi
  interfaces
  i_index=1
  while [[ " ${entries[*]} " == *":$i_index "* ]]; do i_index=$((i_index + 1)); done
  entries+=("$1:$i_index")
  echo "${entries[*]}" >"$state/order"
  save
}

detach() { # NAME
  local entry kept=()
  interfaces
  for entry in "${entries[@]}"; do [ "${entry%:*}" = "$1" ] || kept+=("$entry"); done
  echo "${kept[*]}" >"$state/order"
  "$lab/busybox" rm -f "$state/if/$1"
}

rename() { # NAME; the loaded one
  interfaces
  local entry old=$i_name list=()
  for entry in "${entries[@]}"; do list+=("${entry/#"$old":/"$1":}"); done
  echo "${list[*]}" >"$state/order"
  "$lab/busybox" rm -f "$state/if/$old"
  i_name=$1
  save
}

# The interface that has the inet address, in `found`.
owner() { # NUMBER
  local name kind address names entries "${shadow[@]}"
  interfaces
  for name in "${names[@]}"; do
    load "$name"
    for address in "${i_addrs[@]}"; do
      read -r kind address _ <<<"$address"
      if [ "$kind $address" = "inet $1" ]; then found=$name && return; fi
    done
  done
  return 1
}
