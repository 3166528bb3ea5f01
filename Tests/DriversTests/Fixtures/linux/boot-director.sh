#!/bin/sh
# Written by culvert; an edit by hand is drift, and 'culvert up' undoes it.
#
# Makes the tunnels, addresses and virtual services of this host again when it starts. It can be run at any time: it
# changes only what differs, and removes nothing.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
export PATH LC_ALL
failed=0

# Runs a command; the others are run even if it fails, and the script then ends with an error.
try() {
  "$@" && return 0
  echo "culvert: failed: $*" >&2
  failed=1
}

# set_to SETTING VALUE
set_to() { echo "$2" >"/proc/sys/$1"; }

# at_least SETTING VALUE: raises a setting that is lower.
at_least() {
  [ "$(cat "/proc/sys/$1" 2>/dev/null || echo 0)" -ge "$2" ] || try set_to "$1" "$2"
}

# address INTERFACE ADDRESS/LENGTH, or INTERFACE ADDRESS peer PEER/LENGTH
address() {
  interface=$1
  shift
  ip -o -4 addr show dev "$interface" 2>/dev/null | grep -F " inet $* " >/dev/null ||
    try ip addr add "$@" dev "$interface"
}

# tunnel NAME LOCAL REMOTE
tunnel() {
  if [ -d "/sys/class/net/$1" ]; then
    try ip tunnel change "$1" mode ipip local "$2" remote "$3"
  else
    try ip tunnel add "$1" mode ipip local "$2" remote "$3"
  fi
  try set_to "net/ipv4/conf/$1/rp_filter" 2
}

# service KEY ADDRESS OPTIONS...
service() {
  kind=$1
  key=$2
  shift 2
  if ipvsadm -Ln "$kind" "$key" >/dev/null 2>&1; then
    try ipvsadm -E "$kind" "$key" "$@"
  else
    try ipvsadm -A "$kind" "$key" "$@"
  fi
}

# destination REALSERVER OPTIONS...: of the service before it.
destination() {
  to=$1
  shift
  if ipvsadm -Sn | grep -F -e "-a $kind $key -r $to " >/dev/null; then
    try ipvsadm -e "$kind" "$key" -r "$to" "$@"
  else
    try ipvsadm -a "$kind" "$key" -r "$to" "$@"
  fi
}

try set_to net/ipv4/ip_forward 1
[ -d /sys/module/ip_vs ] || try modprobe ip_vs
at_least net/ipv4/vs/expire_nodest_conn 1
at_least net/ipv4/vs/expire_quiescent_template 1
service -u 192.0.2.53:53 -s wlc -o
destination 203.0.113.130:53 -i -w 1
service -t 192.0.2.80:80 -s sh -b sh-fallback,sh-port
destination 203.0.113.21:80 -i -w 2 -x 1000 -y 700
destination 203.0.113.130:80 -i -w 0
service -t 192.0.2.81:0 -s wlc -p 360 -M 255.255.255.0
destination 203.0.113.21:0 -i -w 1
address lo 192.0.2.53/32
address lo 192.0.2.80/32
address lo 192.0.2.81/32
exit $failed
