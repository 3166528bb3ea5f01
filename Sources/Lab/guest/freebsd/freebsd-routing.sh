#!/boot/culvert-lab/linux/bin/bash
# freebsd-routing.sh: /etc/rc.d/routing: the default route and static_routes of rc.conf.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces rc-conf routes; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
self=$0
load_rc_config routing || exit

static() { # [any INTERFACE...]
  local name number
  case ${rc[defaultrouter]} in
    [Nn][Oo] | '') ;;
    *) add_once 0 0 default "${rc[defaultrouter]}" ;;
  esac
  for name in ${rc[static_routes]}; do
    if_var route_ "$name" ''
    # shellcheck disable=SC2086 # the words are words
    /sbin/route add $value
  done
}

# After an interface came up again the routes through it are there already, and rc hides what route(8) says to that.
add_once() { # TARGET, BITS, NAME, GATEWAY
  find_route "$1" "$2" || /sbin/route add "$3" "$4"
}

verb=${1#fast} verb=${verb#quiet}
case $verb in
  start | static) static ;;
  stop) ;;
  *) unknown "$*" ;;
esac
