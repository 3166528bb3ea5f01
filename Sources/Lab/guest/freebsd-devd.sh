#!/boot/culvert-lab/linux/bin/bash
# freebsd-devd.sh: devd(8), which has /etc/pccard_ether configure what has just been created, by what rc.conf says then.
#
# On the real system that happens 0.7 to 3 s after the creation (it was seen not to have come between steps 0.3 s apart,
# and to have come between steps 3 s apart); here it is two seconds.
#
# A line "= TOKEN" stands for two seconds in which nobody does anything: devd does then what is due, and writes the token
# to devd.told.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces rc-conf; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
exec </dev/null >/dev/null 2>&1 {events}<>"$state/devd"
echo "$BASHPID" >"$state/devd.pid"
echo "$BASHPID" >/var/run/devd.pid

# pccard_ether, which leaves alone what is up by then, and what NOAUTO keeps off.
configure() { # NAME
  exists "$1" || return
  load "$1"
  ((i_up == 0)) || return
  (
    self=/etc/pccard_ether
    load_rc_config network netif || exit
    if_var ifconfig_ "$1" ''
    [[ " ${value,,} " == *' noauto '* ]] || /etc/rc.d/netif quietstart "$1"
  )
}

# How long until what was created then is due, as `seconds`; status 1 when it is.
wait_for() { # TIME
  local left=$(($1 + 2000000 - ${EPOCHREALTIME/./}))
  printf -v seconds '%d.%06d' $((left / 1000000)) $((left % 1000000))
  ((left > 0))
}

configure_all() {
  local name
  for name in "${queue[@]% *}"; do configure "$name"; done
  queue=()
}

# What has been created and is not due yet: NAME TIME.
queue=()
while :; do
  if [ "${#queue[@]}" = 0 ]; then
    read -r -u "$events" line
  elif ! wait_for "${queue[0]#* }" || ! read -r -t "$seconds" -u "$events" line; then
    configure "${queue[0]% *}"
    queue=("${queue[@]:1}")
    continue
  fi
  case $line in
    '= '*) configure_all && echo "${line#= }" >"$state/devd.told" ;;
    *) queue+=("$line") ;;
  esac
done
