#!/boot/culvert-lab/linux/bin/bash
# freebsd-route.sh: route(8): add, delete, get, for IPv4. Routes that somebody added are a line each in $state/routes:
# DESTINATION BITS GATEWAY KIND; those of interfaces follow from their addresses.
# shellcheck disable=SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces routes; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done

words=() numeric='' quiet=''
for word; do
  case $word in
    -n) numeric=1 ;;
    -q) quiet=1 ;;
    -4 | -inet | inet) ;;
    -6 | -inet6) unknown "$word" ;;
    *) words+=("$word") ;;
  esac
done

# What is meant: a host or a net; `default` is the net 0/0.
destination() { # [-net|-host] ADDRESS[/BITS] REST...
  kind=
  case $1 in -net) kind=net && shift ;; -host) kind=host && shift ;; esac
  name=$1
  shift
  rest=("$@")
  case $name in
    default) number=0 bits=0 kind=net ;;
    */*) bits=${name#*/} && aton "${name%/*}" && kind=net ;;
    *) resolve "$name" && bits=32 ;;
  esac || { echo "route: bad address: $name" >&2; exit 68; }
  target=$number
  [ -n "$kind" ] || kind=host
  if [ "$kind" = net ] && [[ $name != */* ]] && [ "$name" != default ]; then bits=24; fi
  if [ "${rest[0]-}" = -netmask ]; then
    aton "${rest[1]}" || exit 68
    mask_bits "$number"
    rest=("${rest[@]:2}")
  fi
}

change() { # add|delete, WORDS...
  local verb=$1 via gateway flag=gateway line did=${1/add/add} text
  shift
  destination "$@"
  via=${rest[0]-}
  for text in "${rest[@]:1}"; do
    case $text in
      -blackhole) flag=blackhole ;;
      *) unknown "route $verb ... $text" ;;
    esac
  done
  root || { echo "route: must be root to alter routing table" >&2; exit 77; }
  did="$verb $kind $name"
  if [ "$verb" = add ]; then
    [ -n "$via" ] || { echo 'route: writing to routing socket: Invalid argument' >&2; exit 1; }
    aton "$via" || { echo "route: bad address: $via" >&2; exit 68; }
    gateway=$number
    say="$did: gateway $via"
    find_route "$target" "$bits" && refuse_change "$say" fib 0: 'route already in table'
    ntoa "$target"
    if [ "$flag" = blackhole ]; then line="route add blackhole $text/$bits"; else
      reach "$gateway" || refuse_change "$say" fib 0: 'Network is unreachable'
      line="route add $text/$bits via $via"
    fi
    ip_batch "$line"
    printf '%s\n' "$target $bits $gateway $flag" >>"$state/routes"
  else
    say="$did"
    find_route "$target" "$bits" || refuse_change "$say" fib 0: 'not in table'
    ntoa "$target"
    if [ "$found_kind" = blackhole ]; then text="blackhole $text"; fi
    ip_batch "route del $text/$bits"
    forget_route "$target" "$bits"
    [ -z "$via" ] || say+=": gateway $via"
  fi
  [ -n "$quiet" ] || echo "$say"
}

refuse_change() { # WHAT, fib N:, WHY
  [ -n "$quiet" ] || echo "$1 $2 $3 $4"
  [ "$4" != 'route already in table' ] || echo "route: message indicates error: File exists" >&2
  exit 1
}

# Zero is `default`, unless numbers are asked for.
shown() { # NUMBER
  ntoa "$1"
  if (($1 == 0)) && [ -z "$numeric" ]; then text=default; fi
  echo "$text"
}

get() {
  destination "$@"
  best_route "$target" || { echo 'route: route has not been found' >&2; exit 1; }
  printf '   route to: %s\n' "$(shown "$target")"
  printf 'destination: %s\n' "$(shown "$best_target")"
  if ((best_bits < 32)); then bits_mask "$best_bits" && printf '       mask: %s\n' "$(shown "$number")"; fi
  if [ "$best_kind" = gateway ]; then ntoa "$best_gateway" && printf '    gateway: %s\n' "$text"; fi
  if since 9; then printf '        fib: 0\n'; fi
  printf '  interface: %s\n      flags: <%s>\n' "$best_interface" "$best_flags"
  printf ' recvpipe  sendpipe  ssthresh  rtt,msec    mtu        weight    expire\n'
  printf '       0         0         0         0 %9d         1         0 \n' "$best_mtu"
}

case ${words[0]-} in
  add) change add "${words[@]:1}" ;;
  delete | del) change delete "${words[@]:1}" ;;
  get) get "${words[@]:1}" ;;
  '') echo 'usage: route [-46dnqtv] command [[modifiers] args]' >&2; exit 64 ;;
  *) unknown "${words[0]}" ;;
esac
