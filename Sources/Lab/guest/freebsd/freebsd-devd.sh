#!/boot/culvert-lab/linux/bin/bash
# freebsd-devd.sh: devd(8), which has /etc/pccard_ether configure what has just been created, by what rc.conf says then.
#
# On the real system it comes at once or late: it was seen to look between the creation of a gif and its address, although both were
# in one call of ifconfig (13.2 in 12 of 23 tries, 15.1 in 8 of 16), and to come 0.7 to 3 s after the creation [v]. Here
# the delay of each event is at random, from a seed in state/devd.seed (1 if there is none); where state/devd.pace
# is there, all have that many microseconds: what a transcript was recorded with.
#
# A line "= TOKEN" stands for two seconds in which nobody does anything: devd does then what is due, and writes the token
# to devd.told.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces rc-conf; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
# `/bin/sh - /etc/pccard_ether NAME start`: a process of its own, which ps shows by that name.
if [ "${1-}" = pccard_ether ]; then
  exec </dev/null >/dev/null 2>&1
  load_rc_config network netif || exit
  if_var ifconfig_ "$2" ''
  [[ " ${value,,} " == *' noauto '* ]] || /etc/rc.d/netif quietstart "$2"
  exit
fi
exec </dev/null >/dev/null 2>&1 {events}<>"$state/devd"
RANDOM=1
if [ -r "$state/devd.seed" ]; then read -r seed <"$state/devd.seed" && RANDOM=$seed; fi
echo "$BASHPID" >"$state/devd.pid"
echo "$BASHPID" >/var/run/devd.pid

# pccard_ether, which leaves alone what is up by then, and what NOAUTO keeps off.
configure() { # NAME
  exists "$1" || return
  load "$1"
  ((i_up == 0)) || return
  self=/etc/pccard_ether "$0" pccard_ether "$1" start
}

# Every other event at once, the others within three seconds, as `pace` in microseconds.
draw_pace() {
  if [ -r "$state/devd.pace" ]; then read -r pace <"$state/devd.pace"; return; fi
  pace=0
  if ((RANDOM & 1)); then pace=$((RANDOM * 90)); fi
}

# How long until what was created then is due, as `seconds`; status 1 when it is.
wait_for() { # TIME PACE
  local left=$(($1 + $2 - ${EPOCHREALTIME/./}))
  printf -v seconds '%d.%06d' $((left / 1000000)) $((left % 1000000))
  ((left > 0))
}

configure_all() {
  local name
  for name in "${queue[@]%% *}"; do configure "$name"; done
  queue=()
}

# What has been created and is not due yet: NAME TIME PACE. Events are carried out one after the other.
queue=()
while :; do
  if [ "${#queue[@]}" = 0 ]; then
    read -r -u "$events" line
  elif read -r name created pace <<<"${queue[0]}" && { ! wait_for "$created" "$pace" || ! read -r -t "$seconds" -u "$events" line; }; then
    configure "$name"
    queue=("${queue[@]:1}")
    continue
  fi
  case $line in
    '= '*) configure_all && echo "${line#= }" >"$state/devd.told" ;;
    *) draw_pace && queue+=("$line $pace") ;;
  esac
done
