#!/sbin/sh
# Written by culvert; an edit by hand is drift, and 'culvert up' undoes it.
#
# Makes culvert's part of this host again when it starts: /etc/rc2.d/S99culvert leads here. It can be run at any time: it
# adds what is missing, and removes nothing.
case ${1:-start} in
  start) ;;
  *) exit 0 ;;
esac
PATH=/usr/sbin:/usr/bin:/sbin
LC_ALL=C
export PATH LC_ALL
failed=0

# Runs a command; the others are run even if it fails, and the script then ends with an error.
try() {
  "$@" && return 0
  echo "culvert: failed: $*" >&2
  failed=1
}

# create-if on illumos, create-ip on Solaris 11.
case $(ipadm 2>&1) in
  *create-if*) create='create-if' ;;
  *) create='create-ip' ;;
esac

# tunnel NAME LOCAL REMOTE
tunnel() {
  name=$1
  if dladm show-iptun "$1" >/dev/null 2>&1; then
    [ "$(dladm show-iptun -p -o local,remote "$1")" = "$2:$3" ] ||
      try dladm modify-iptun -t -a "local=$2,remote=$3" "$1"
  else
    try dladm create-iptun -t -T ipv4 -a "local=$2,remote=$3" "$1"
  fi
  ifconfig "$1" >/dev/null 2>&1 || try ipadm "$create" -t "$1"
}

# address OBJECT ADDRESS PEER LENGTH: of the tunnel before it. An object of this name may have another address by now.
address() {
  ipadm show-addr -p -o addrobj,addr | sed 's/-*->/ /' | grep "^$name/[^:]*:$2 $3\$" >/dev/null && return 0
  object=$name/$1
  for number in 1 2 3 4 5 6 7 8 9; do
    ipadm show-addr -p -o addrobj | grep "^$object\$" >/dev/null || break
    object=$name/$1n$number
  done
  try ipadm create-addr -t -T static -a "local=$2/$4,remote=$3" "$object"
}

tunnel linktun0 203.0.113.21 198.51.100.44
address vc612ff01pc612ff02 198.18.255.1 198.18.255.2 32
tunnel lvstun0 203.0.113.21 198.51.100.10
address vc0000250pc6120007 192.0.2.80 198.18.0.7 32
address vc0000251pc6120007 192.0.2.81 198.18.0.7 32
exit $failed
