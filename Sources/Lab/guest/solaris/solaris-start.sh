# shellcheck shell=bash
# shellcheck disable=SC2034
# solaris-start.sh, sourced at boot and by svcadm: the services network/initial (Solaris 10) and network/iptun (illumos),
# and the scripts of the run levels [S net-init of 2007, net-iptun of 2009].
logs=/var/svc/log

# SMF keeps what a method says in a log; the method's status is 0 whatever ifconfig says.
start_initial() { tunnels_of_files >>$logs/network-initial:default.log 2>&1; }

# Shared-IP zones leave it alone. Empty files are skipped; `read` of these scripts has no -r.
tunnels_of_files() {
  local path interface line
  ! in_shared_zone || return 0
  for path in /etc/hostname.ip*.*[0-9]; do
    [[ $path =~ ^/etc/hostname\.ip6?\. && -s $path ]] || continue
    interface=${path#/etc/hostname.}
    /usr/sbin/ifconfig "$interface" plumb
    hand_over "$path" "/usr/sbin/ifconfig $interface inet"
  done
}

# Every line that is not empty becomes arguments, in the way of an unquoted $line. A line that ends with a backslash goes on
# with the next; the last line without a newline at its end is left: `while read ifcmds` ends there [S net-init, net-iptun;
# tried with ksh93, and with the Bourne shell's readvar].
hand_over() { # FILE, COMMAND
  local line words
  # shellcheck disable=SC2162 # as the methods do
  while read line; do
    [ -n "$line" ] || continue
    read -r -a words <<<"$2 $line"
    "${words[@]}" >/dev/null </dev/null
  done <"$1"
}

# The tunnels of dladm, then an interface for each that has a file, and at last what ipadm has stored; a file wins.
start_iptun() { tunnels_of_illumos >>$logs/network-iptun:default.log 2>&1; }

tunnels_of_illumos() {
  local path name names='' stored=''
  ! in_shared_zone || return 0
  /sbin/dladm up-iptun
  for name in $(/sbin/dladm show-iptun -p -o link); do names+=" $name"; done
  for path in /etc/hostname.ip*.*[0-9]; do
    name=${path#/etc/hostname.}
    [ ! -f "$path" ] || has "$names" "$name" || names+=" $name"
  done
  # shellcheck disable=SC2086 # a word each
  for name in $(printf "%s\n" $names | sort -u); do
    [ -f "/etc/hostname.$name" ] || continue
    /sbin/ifconfig "$name" inet plumb
    hand_over "/etc/hostname.$name" "/sbin/ifconfig $name inet"
    /sbin/ifconfig "$name" inet up
  done
  for name in $(stored_interfaces); do
    if [ -f "/etc/hostname.$name" ]; then
      echo "found /etc/hostname.$name or /etc/hostname6.$name, ignoring ipadm configuration" >/dev/console
    else
      /sbin/ipadm enable-if -t "$name"
    fi
  done
}

stored_interfaces() {
  local kind name rest
  [ -r /etc/ipadm/ipadm.conf ] || return 0
  while read -r kind name rest; do [[ $kind != interface ]] || echo "$name"; done </etc/ipadm/ipadm.conf
}

# Takes down every tunnel there is [S].
stop_iptun() {
  local name
  {
    for name in $(/sbin/dladm show-iptun -p -o link); do
      /sbin/ifconfig "$name" unplumb
      /sbin/ifconfig "$name" inet6 unplumb
    done
    /sbin/dladm down-iptun
  } >>$logs/network-iptun:default.log 2>&1
}

# Legacy scripts still run, by /sbin/sh.
run_levels() {
  local script
  for script in /etc/rcS.d/S?* /etc/rc2.d/S?* /etc/rc3.d/S?*; do
    [ ! -f "$script" ] || /sbin/sh "$script" start </dev/null >>$logs/rc.log 2>&1
  done
}
