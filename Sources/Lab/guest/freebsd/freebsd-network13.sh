#!/boot/culvert-lab/linux/bin/bash
# freebsd-network13.sh, sourced by freebsd-netif.sh: network.subr and rc.d/netif as of 13.2.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

netif_start() { # INTERFACE...
  local name reached=() all
  clone_up "$@"
  rename_all "$@"
  all=("$@")
  [ $# -gt 0 ] || all_interfaces
  for name in "${all[@]}"; do
    if start_interface "$name"; then reached+=("$name"); fi
  done
  report Starting "${reached[@]}"
  # rc.d/routing's part: what is there already stays.
  if [ $# -gt 0 ] && ! grep_default; then /etc/rc.d/routing static any "$@"; fi
}

# With the default route in place and no static_routes there is nothing to do.
grep_default() {
  local line
  [ -z "${rc[static_routes]}" ] || return 1
  while read -r line; do [[ $line != '0 0 '* ]] || return 0; done <"$state/routes"
  return 1
}

netif_stop() { # destroy|keep, INTERFACE...
  local name reached=() all how=$1
  shift
  all=("$@")
  [ $# -gt 0 ] || all_interfaces
  for name in "${all[@]}"; do
    if ! exists "$name"; then
      complain "WARNING: $name does not exist.  Skipped."
    elif stop_interface "$name"; then
      reached+=("$name")
    fi
  done
  report Stopping "${reached[@]}"
  [ "$how" = keep ] || clone_down "$@"
}

# With IPv6 in the kernel it is never said that there was nothing to do.
start_interface() { # NAME
  local did=1 words value
  interface_script start "$1" && did=0
  [ "$1" != lo0 ] || did=0
  arguments "$1" ''
  if [ -n "$words" ]; then
    eval "run \"\$1\" $words"
    did=0
  fi
  arguments "$1" _ipv6
  [ -z "$words" ] || unknown "ifconfig_$1_ipv6"
  if_var ifconfig_ "$1" _descr
  [ -z "$value" ] || run "$1" description "$value"
  [ "$did" != 0 ] || run "$1" up
  aliases "$1" alias
  return 0
}

stop_interface() { # NAME
  aliases "$1" -alias
  delete_addresses "$1"
  run "$1" down
  interface_script stop "$1"
  return 0
}

# ifconfig_IF_aliasN in the order of their numbers, whatever is between; then ipv4_addrs_IF.
aliases() { # INTERFACE, alias|-alias
  local key prefix=ifconfig_${1//[.\/+-]/_}_alias numbers=() number did=1
  for key in "${!rc[@]}"; do
    if [[ $key =~ ^"$prefix"([0-9]+)$ ]]; then numbers[10#${BASH_REMATCH[1]}]=$key; fi
  done
  [ -z "${rc[ifconfig_${1}_aliases]-}${rc[ipv4_addrs_$1]-}" ] || unknown "ifconfig_$1_aliases or ipv4_addrs_$1"
  for number in "${!numbers[@]}"; do
    one_alias "$1" "$2" "${numbers[number]}" && did=0
  done
  return "$did"
}

one_alias() { # INTERFACE, alias|-alias, VARIABLE
  local words=${rc[$3]}
  case $words in
    inet[[:space:]]*[0-9]-[0-9]* | *inet6*) unknown "$3=$words" ;;
    inet[[:space:]]*) ;;
    '') return 1 ;;
    *)
      [ "$2" = alias ] || return 1
      complain "WARNING: \$$3 needs leading \"inet\" keyword for an IPv4 address."
      words="inet $words"
      ;;
  esac
  # shellcheck disable=SC2086 # the words are words
  run "$1" $words "$2"
}

# One of the names, or all when none was given.
meant() { # NAME, NAME...
  local name=$1
  shift
  [ $# = 0 ] || [[ " $* " == *" $name "* ]]
}

clone_up() { # INTERFACE...
  local name value made=()
  for name in ${rc[cloned_interfaces]}; do
    name=${name%%:*}
    if ! meant "$name" "$@" || exists "$name"; then continue; fi
    if_var create_args_ "$name" ''
    # shellcheck disable=SC2086 # the words are words
    if run "$name" create $value; then made+=("$name"); fi
  done
  for name in ${rc[gif_interfaces]}; do
    name=${name%%:*}
    if ! meant "$name" "$@" || exists "$name"; then continue; fi
    create_gif "$name" || continue
    made+=("$name")
    if_var gifconfig_ "$name" ''
    [[ $value != inet6* ]] || unknown "gifconfig_$name=$value"
    # shellcheck disable=SC2086 # the words are words
    [ -z "$value" ] || run "$name" tunnel $value
  done
  [ "${#made[@]}" = 0 ] || echo "Created clone interfaces: ${made[*]}."
}

clone_down() { # INTERFACE...
  local entry name gone=() sticky=
  if yes cloned_interfaces_sticky; then sticky=1; fi
  for entry in ${rc[cloned_interfaces]} ${rc[gif_interfaces]}; do
    name=${entry%%:*}
    case ${entry#"$name"}:$sticky in
      :sticky:* | :1) continue ;;
    esac
    if ! meant "$name" "$@" || ! exists "$name"; then continue; fi
    if run -n "$name" destroy; then gone+=("$name"); fi
  done
  [ "${#gone[@]}" = 0 ] || echo "Destroyed clone interfaces: ${gone[*]}."
}

rename_all() { # INTERFACE...
  local name value
  interfaces
  for name in "${names[@]}"; do
    meant "$name" "$@" || continue
    if_var ifconfig_ "$name" _name
    [ -z "$value" ] || run "$name" name "$value"
  done
}
