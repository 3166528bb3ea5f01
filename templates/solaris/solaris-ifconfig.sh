# shellcheck shell=sh
# Changes on Solaris by ndd, ipadm and ifconfig, until the next start.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# set_tcp PARAMETER VALUE
set_tcp() {
  if solaris_has_property "$1"; then
    ipadm set-prop -t -p "_${1#tcp_}=$2" tcp
  else
    ndd -set /dev/tcp "$1" "$2"
  fi
  [ "$(look_tcp "$1")" = "$2" ]
}

# plumb NAME: a tunnel of this name that is there is somebody else's, whatever ifconfig's status says.
plumb() {
  if ifconfig "$1" >/dev/null 2>&1; then
    echo "there is an interface $1 already"
    return 1
  fi
  ifconfig "$1" plumb && ifconfig "$1" >/dev/null
}

unplumb() {
  if ifconfig "$1" >/dev/null 2>&1; then ifconfig "$1" down unplumb; fi
  ! ifconfig "$1" >/dev/null 2>&1
}

# set_ends NAME LOCAL REMOTE: Solaris 10 takes them only while every logical interface is down.
set_ends() {
  cv_units=$(solaris_units "$1")
  solaris_switch "$1" down
  ifconfig "$1" tsrc "$2" tdst "$3"
  cv_exit=$?
  solaris_switch "$1" up
  [ "$cv_exit" -eq 0 ] && solaris_shows "ends $2 $3" "$1"
}

# Switches the logical interfaces that $cv_units says are up.
solaris_switch() {
  while read -r cv_unit cv_up _; do
    if [ "$cv_up" = up ]; then ifconfig "$1$(solaris_suffix "$cv_unit")" "$2"; fi
  done <<END
$cv_units
END
}

solaris_suffix() { if [ "$1" != 0 ]; then echo ":$1"; fi; }

# solaris_shows LINE NAME: whether the tunnel is now as it should be.
solaris_shows() {
  solaris_units "$2" | grep -Fqx -e "$1" && return 0
  echo "$2 does not show '$1' afterwards:"
  ifconfig "$2"
  return 1
}

# Finds in $cv_units what the tunnel has: the unit of an address with this peer, whether any unit is up, and whether
# unit 0 is free: without an address, or down while another is up.
solaris_find() {
  cv_found=
  cv_found_state=
  cv_any=down
  cv_first=
  cv_free_unit=
  while read -r cv_unit cv_up cv_address cv_peer; do
    case $cv_unit in
      '' | ends | plumbed) continue ;;
    esac
    if [ "$cv_up" = up ]; then cv_any=up; fi
    if [ "$cv_unit" = 0 ] && [ "$cv_address" = 0.0.0.0 ]; then cv_free_unit=0; fi
    if [ "$cv_unit" = 0 ]; then cv_first=$cv_up; fi
    if [ "$cv_address $cv_peer" = "$1 $2" ] && [ "$cv_found_state" != up ]; then
      cv_found=$cv_unit
      cv_found_state=$cv_up
    fi
  done <<END
$cv_units
END
  if [ "$cv_any" = up ] && [ "$cv_first" = down ]; then cv_free_unit=0; fi
}

# add_address NAME ADDRESS PEER NETMASK: up if the tunnel is up. The first address is the tunnel's own, others are on
# logical interfaces.
add_address() {
  cv_units=$(solaris_units "$1")
  solaris_find "$2" "$3"
  if [ "$cv_found_state" = "$cv_any" ]; then return 0; fi
  cv_tunnel=$1
  cv_mask=$4
  cv_wanted="$cv_any $2 $3"
  if [ -n "$cv_found" ]; then
    ifconfig "$1$(solaris_suffix "$cv_found")" up
  else
    if [ -n "$cv_free_unit" ]; then set -- "$2" "$3"; else set -- addif "$2" "$3"; fi
    if [ "$cv_any" = up ]; then set -- "$@" netmask "$cv_mask" up; else set -- "$@" netmask "$cv_mask"; fi
    ifconfig "$cv_tunnel" "$@" >/dev/null
  fi
  if solaris_units "$cv_tunnel" | grep -q " $cv_wanted\$"; then return 0; fi
  echo "$cv_tunnel does not show '$cv_wanted' afterwards:"
  ifconfig -a
  return 1
}

# remove_address NAME ADDRESS PEER: from every logical interface that has them. Unit 0 cannot go before the tunnel does
# (ip_sioctl_removeif of OpenSolaris 2006 refuses): it is taken down, and its address away where the system lets it.
remove_address() {
  cv_units=$(solaris_units "$1")
  while read -r cv_unit _ cv_address cv_peer; do
    if [ "$cv_address $cv_peer" != "$2 $3" ]; then continue; fi
    case $cv_unit in
      0)
        ifconfig "$1" down
        ifconfig "$1" 0.0.0.0 >/dev/null 2>&1
        ;;
      *) ifconfig "$1:$cv_unit" unplumb ;;
    esac
  done <<END
$cv_units
END
  cv_units=$(solaris_units "$1")
  solaris_find "$2" "$3"
  [ -z "$cv_found" ] || [ "$cv_found_state" != "$cv_any" ]
}

# set_up NAME, set_down NAME: all logical interfaces that have an address.
set_up() { solaris_set "$1" up down; }
set_down() { solaris_set "$1" down up; }

# solaris_set NAME WORD OPPOSITE: the units are brought from the one state to the other.
solaris_set() {
  cv_units=$(solaris_units "$1")
  while read -r cv_unit cv_up cv_address cv_peer; do
    if [ "$cv_up" = "$3" ] && [ "$cv_address" != 0.0.0.0 ]; then
      ifconfig "$1$(solaris_suffix "$cv_unit")" "$2" || return 1
    fi
  done <<END
$cv_units
END
  ! solaris_units "$1" | grep -v ' 0\.0\.0\.0 ' | grep -q "^[0-9]* $3 "
}
