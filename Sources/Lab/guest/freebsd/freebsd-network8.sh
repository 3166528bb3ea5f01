#!/boot/culvert-lab/linux/bin/bash
# freebsd-network8.sh, sourced by freebsd-netif.sh: network.subr and rc.d/netif of 5.x to 8.x, the style of 2006.
#
# Interfaces and tunnels are made only when no name is given, that is at boot, and never destroyed.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

netif_start() { # INTERFACE...
  local name reached=() all
  if [ $# = 0 ]; then
    clone_up
    gif_up
    rename_all
  fi
  all=("$@")
  [ $# -gt 0 ] || all_interfaces
  for name in "${all[@]}"; do
    if start_interface "$name"; then reached+=("$name"); fi
  done
  report Starting "${reached[@]}"
}

netif_stop() { # destroy|keep, INTERFACE...
  local name reached=() all
  shift
  all=("$@")
  [ $# -gt 0 ] || all_interfaces
  for name in "${all[@]}"; do
    if stop_interface "$name"; then reached+=("$name"); fi
  done
  report Stopping "${reached[@]}"
}

start_interface() { # NAME
  local did=1 words
  interface_script start "$1" && did=0
  arguments "$1" ''
  if [ -n "$words" ]; then
    # shellcheck disable=SC2086 # the words are words
    run "$1" $words
    run "$1" up
    did=0
  fi
  aliases "$1" alias && did=0
  return "$did"
}

stop_interface() { # NAME
  local did=1
  delete_addresses "$1" && did=0
  aliases "$1" -alias && did=0
  if exists "$1"; then
    run "$1" down
    did=0
  fi
  interface_script stop "$1" && did=0
  return "$did"
}

# ifconfig_IF_alias0, 1, … until the first that is not there.
aliases() { # INTERFACE, alias|-alias
  local n=0 value did=1
  [ -z "${rc[ipv4_addrs_$1]-}" ] || unknown "ipv4_addrs_$1"
  while if_var ifconfig_ "$1" "_alias$n" && [ -n "$value" ]; do
    # shellcheck disable=SC2086 # the words are words
    run "$1" $value "$2" && did=0
    n=$((n + 1))
  done
  return "$did"
}

clone_up() {
  local name value
  for name in ${rc[cloned_interfaces]}; do
    if_var create_args_ "$name" ''
    # shellcheck disable=SC2086 # the words are words
    run "$name" create $value
  done
}

clone_down() {
  local name
  for name in ${rc[cloned_interfaces]}; do run -n "$name" destroy; done
}

# Without gifconfig_IF nothing is made.
gif_up() {
  local name value
  for name in ${rc[gif_interfaces]}; do
    if_var gifconfig_ "$name" ''
    [ -n "$value" ] || continue
    create_gif "$name" >/dev/null 2>&1
    # shellcheck disable=SC2086 # the words are words
    run "$name" tunnel $value
    run "$name" up
  done
}

rename_all() {
  local name value
  interfaces
  for name in "${names[@]}"; do
    if_var ifconfig_ "$name" _name
    [ -z "$value" ] || run "$name" name "$value"
  done
}
