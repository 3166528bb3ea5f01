# shellcheck shell=sh
# Changes on FreeBSD, each read back.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# set_pf on|off: twice is an error of pfctl's. The module stays.
set_pf() {
  if [ "$(look_pf)" = "$1" ]; then return 0; fi
  if [ "$1" = on ]; then
    freebsd_load_pf && pfctl -q -e
  else
    pfctl -q -d
  fi
  [ "$(look_pf)" = "$1" ]
}

freebsd_load_pf() { [ -c /dev/pf ] || kldload pf; }

# set_mss VIP BYTES, or none: all rules are written anew, and none where there are others. Without a file /etc/pf.os pfctl ends with
# 1 although it has loaded them.
set_mss() {
  if [ ! -c /dev/pf ] && [ "$2" = none ]; then return 0; fi
  freebsd_load_pf || return 1
  cv_rules=$(freebsd_mss)
  case $cv_rules in
    'pf theirs'*)
      echo 'pf has rules that are not culvert'"'"'s' >&2
      return 1
      ;;
  esac
  printf '%s\n' "$cv_rules" | awk -v vip="$1" -v bytes="$2" '
    $1 != "pf" && $1 != vip { print "scrub out inet proto tcp from " $1 " to any max-mss " $2 }
    END { if (bytes != "none") print "scrub out inet proto tcp from " vip " to any max-mss " bytes }' |
    pfctl -q -f -
  [ "$(look_mss "$1")" = "$2" ]
}

# create_tunnel GIF LOCAL REMOTE [ADDRESS PEER NETMASK]...: `-` for ends that are not set.
#
# All in one call of ifconfig, so that the interface is most often up when devd's script looks at it: the script then
# leaves it alone, whatever rc.conf says just then. Not always: between the creation and the address there is a moment (seen on
# 13.2 and 15.1). So what devd has overwritten is set again when it is through, and then compared.
create_tunnel() {
  cv_gif=$1
  cv_ends="$2 $3"
  shift 3
  case " $(ifconfig -l) " in
    *" $cv_gif "*)
      echo "interface $cv_gif already exists" >&2
      return 1
      ;;
  esac
  freebsd_create "$@" || return 1
  if freebsd_concerns_devd "$cv_gif"; then
    freebsd_await_devd "$cv_gif"
    freebsd_set_again "$@" || return 1
  fi
  freebsd_has_ends "$cv_gif" "$cv_ends"
}

# freebsd_create [ADDRESS PEER NETMASK]...: of $cv_gif, with $cv_ends.
freebsd_create() {
  # shellcheck disable=SC2086 # two words
  if [ $# -eq 0 ] && [ "$cv_ends" = '- -' ]; then
    ifconfig "$cv_gif" create || return 1
  elif [ $# -eq 0 ]; then
    ifconfig "$cv_gif" create inet tunnel $cv_ends || return 1
  elif [ "$cv_ends" = '- -' ]; then
    ifconfig "$cv_gif" create inet "$1" "$2" netmask "$3" || return 1
  else
    ifconfig "$cv_gif" create inet "$1" "$2" netmask "$3" tunnel $cv_ends || return 1
  fi
  if [ $# -gt 3 ]; then shift 3 && freebsd_add "$@"; fi
}

# freebsd_add [ADDRESS PEER NETMASK]...: those that $cv_gif does not have.
freebsd_add() {
  while [ $# -ge 3 ]; do
    freebsd_has_address "$1" "$2" || add_address "$cv_gif" "$1" "$2" "$3" || return 1
    shift 3
  done
}

freebsd_addresses() { ifconfig "$cv_gif" | awk '$1 == "inet" { print $2, $4 }'; }

# freebsd_has_address ADDRESS PEER
freebsd_has_address() { freebsd_addresses | grep -Fqx "$1 $2"; }

# freebsd_set_again [ADDRESS PEER NETMASK]...: makes $cv_gif what it was made as.
freebsd_set_again() {
  cv_wanted=" $* "
  freebsd_addresses | while read -r cv_address cv_peer; do
    case $cv_wanted in
      *" $cv_address $cv_peer "*) ;;
      *) remove_address "$cv_gif" "$cv_address" ;;
    esac
  done
  freebsd_has_ends "$cv_gif" "$cv_ends" 2>/dev/null || set_ends "$cv_gif" "${cv_ends% *}" "${cv_ends#* }" || return 1
  freebsd_add "$@" || return 1
  if [ $# -gt 0 ]; then set_up "$cv_gif"; else set_down "$cv_gif"; fi
}

# Whether devd's script would find something to do for an interface: a line that speaks of it, or one for those without.
freebsd_concerns_devd() {
  for cv_rc in /etc/rc.conf /etc/rc.conf.local $(freebsd_rc_folders); do
    if [ -r "$cv_rc" ] && grep -e "$1" -e ifconfig_DEFAULT -e '^[[:space:]]*\.' "$cv_rc" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

# Waits until devd is through with an interface: its script has been seen, and is seen no more. devd carries its events out one
# after the other, so that the script may come late; where none comes in five seconds there is none to come (three were seen).
freebsd_await_devd() {
  freebsd_runs devd || return 0
  cv_begun=
  cv_fifths=0
  while [ "$cv_fifths" -lt 300 ]; do
    if freebsd_is_at "$1"; then
      cv_begun=yes
    elif [ -n "$cv_begun" ] || [ "$cv_fifths" -ge 25 ]; then
      return 0
    fi
    freebsd_nap
  done
}

# A fifth of a second, or a second where sleep knows no less; counted in fifths.
freebsd_nap() {
  if sleep 0.2 2>/dev/null; then cv_fifths=$((cv_fifths + 1)); else
    sleep 1
    cv_fifths=$((cv_fifths + 5))
  fi
}

# Whether devd's script is at work on an interface: `/bin/sh - /etc/pccard_ether gif0 start`, `/bin/sh /etc/rc.d/netif quietstart gif0`.
freebsd_is_at() {
  ps -axww -o command | awk -v name="$1" '
    { for (place = 2; place <= NF; place++)
        if ($place == name && ($(place - 1) ~ /pccard_ether$/ || $(place - 1) == "quietstart")) found = 1 }
    END { exit !found }'
}

# Whether a program of this name runs.
freebsd_runs() { ps -axo comm | awk -v name="$1" '$1 == name { found = 1 } END { exit !found }'; }

# Whether the kernel has taken the ends.
freebsd_has_ends() {
  cv_seen=$(ifconfig "$1" | awk '$1 == "tunnel" && $2 == "inet" { print $3, $5 }')
  if [ "${cv_seen:-- -}" = "$2" ]; then return 0; fi
  echo "$1: its ends are '$cv_seen' and not '$2': the kernel takes no two tunnels between the same" >&2
  return 1
}

remove_tunnel() {
  case " $(ifconfig -l) " in
    *" $1 "*) ifconfig "$1" destroy ;;
  esac
}

# rename_tunnel OLD NEW: done is done.
rename_tunnel() {
  cv_gifs=" $(ifconfig -l) "
  case $cv_gifs in
    *" $1 "*) ifconfig "$1" name "$2" >/dev/null ;;
    *" $2 "*) ;;
    *)
      echo "interface $1 does not exist" >&2
      return 1
      ;;
  esac
}

# set_ends GIF LOCAL REMOTE
set_ends() {
  if [ "$2 $3" = '- -' ]; then
    ifconfig "$1" deletetunnel
  else
    ifconfig "$1" tunnel "$2" "$3"
  fi || return 1
  freebsd_has_ends "$1" "$2 $3"
}

# add_address GIF ADDRESS PEER NETMASK. Without `alias` it would take the place of the first one.
add_address() { ifconfig "$1" inet "$2" "$3" netmask "$4" alias; }

# remove_address GIF ADDRESS
remove_address() { ifconfig "$1" inet "$2" -alias; }

set_up() { ifconfig "$1" up; }

set_down() { ifconfig "$1" down; }
