#!/boot/culvert-lab/linux/bin/bash
# freebsd-devd.sh: devd(8), which has /etc/pccard_ether configure what has just been created, by what rc.conf says then.
#
# On the real system that happens 0.7 to 3 s after the creation (it was seen not to have come between steps 0.3 s apart,
# and to have come between steps 3 s apart).
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
  (
    self=/etc/pccard_ether
    load_rc_config network netif || exit
    exists "$1" || exit
    if_var ifconfig_ "$1" ''
    [[ " ${value,,} " != *' noauto '* ]] || exit
    load "$1"
    ((i_up == 0)) || exit
    /etc/rc.d/netif quietstart "$1"
  )
}

while read -r -u "$events" name; do
  read -r -t 1 -u "$events" next
  configure "$name"
  [ -z "$next" ] || configure "$next"
  next=
done
