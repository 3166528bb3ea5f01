#!/boot/culvert-lab/linux/bin/bash
# freebsd-network.sh, sourced by freebsd-netif.sh: what network.subr of all releases does alike.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables

# The words of ifconfig_IF for ifconfig, in `words`, without those that are rc's own.
arguments() { # INTERFACE, SUFFIX
  local word value
  if_var ifconfig_ "$1" "$2"
  [ -n "$value" ] || value=${rc[ifconfig_DEFAULT]-}
  words=
  for word in $value; do
    case $word in
      [Nn][Oo][Aa][Uu][Tt][Oo]) ;;
      [Dd][Hh][Cc][Pp] | *[Ss][Yy][Nn][Cc][Dd][Hh][Cc][Pp] | [Ww][Pp][Aa] | [Hh][Oo][Ss][Tt][Aa][Pp])
        unknown "$word in ifconfig_$1" ;;
      *) words+=" $word" ;;
    esac
  done
  words=${words# }
}

# Not kept from being configured by NOAUTO.
automatic() { # INTERFACE
  local value
  if_var ifconfig_ "$1" ''
  [[ " ${value,,} " != *' noauto '* ]]
}

# A file start_if.IF or stop_if.IF is a part of the script.
interface_script() { # VERB, INTERFACE
  [ -r "/etc/$1_if.$2" ] || return 1
  unknown "/etc/$1_if.$2"
}

# `service netif restart` without a name brings down what one is logged in by; the real one does so too.
delete_addresses() { # INTERFACE
  local address kind number text did=1
  exists "$1" || { complain_of_missing "$1"; return 1; }
  load "$1"
  for address in "${i_addrs[@]}"; do
    read -r kind number _ <<<"$address"
    [ "$kind" = inet ] || continue
    ntoa "$number"
    run "$1" inet "$text" delete
    did=0
  done
  return "$did"
}

complain_of_missing() { echo "ifconfig: interface $1 does not exist" >&2; }

# A child in another name than gifN.
create_gif() { # NAME, WORD...
  local name=$1 unit
  shift
  if [[ $name == gif[0-9]* ]]; then run "$name" create "$@"; return; fi
  unit=$(run gif create) || return
  run "$unit" name "$name" >/dev/null
}
