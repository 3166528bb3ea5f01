#!/boot/culvert-lab/linux/bin/bash
# freebsd-common.sh, sourced by the programs of the FreeBSD personality: where things are, and how it says what it does
# not know. A fork costs 5 ms and more in a guest, so none of this starts a process.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
lab=/boot/culvert-lab
state=$lab/state
kernel=$lab/proc/sys/net/ipv4
self=${0##*/}
read -r system <"$lab/system/name"
IFS=$' \t\n'

# What one release has and another has not is asked here; the numbers are of sysctl kern.osreldate.
case $system in
  freebsd8) release=8.4-RELEASE osreldate=804000 nic=em0 ;;
  freebsd13) release=13.2-RELEASE osreldate=1302001 nic=vtnet0 ;;
  freebsd15) release=15.1-RELEASE-p1 osreldate=1501000 nic=vtnet0 ;;
esac
: "${release:?}" "${osreldate:?}" "${nic:?}" "$kernel"

# since MAJOR: whether this release is that or later. Where it is 14, the difference was seen between 13.2 and 15.1 and
# read to have come with ifconfig's and netstat's netlink; no 14 has been looked at.
since() { ((osreldate / 100000 >= $1)); }

# Ends the program: what was asked is something that FreeBSD may well do and the personality does not.
unknown() { # WHAT
  local line="$self: $*: the personality does not know this"
  echo "culvert-lab: $line" >&2
  echo "$line" >>/var/log/personality
  exit 70
}

complain() { printf '%s: %s\n' "$self" "$*" >&2; }

root() { ((EUID == 0)); }

# ip BATCH: what the guest's own kernel is to do, a line a command; all of it or the personality is broken.
ip_batch() {
  [ -n "$1" ] || return 0
  "$lab/linux/bin/ip" -batch - <<<"$1" && return
  unknown "the kernel below refused: ${1//$'\n'/; }"
}

# One at a time may change what the personality remembers.
lock() {
  root || return 0
  set -C
  until { echo "$BASHPID" >"$state/lock"; } 2>/dev/null; do
    local holder=
    { read -r holder <"$state/lock"; } 2>/dev/null
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then set +C; echo "$BASHPID" >"$state/lock"; set -C; break; fi
    "$lab/busybox" sleep 0.02
  done
  set +C
  trap unlock EXIT
}

unlock() {
  trap - EXIT
  ! root || "$lab/busybox" rm -f "$state/lock"
}

# Numbers of dotted addresses, in `number`; status 1 when it is no address.
aton() { # TEXT
  local a b c d
  [[ $1 =~ ^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$ ]] || return 1
  a=$((10#${BASH_REMATCH[1]})) b=$((10#${BASH_REMATCH[2]})) c=$((10#${BASH_REMATCH[3]})) d=$((10#${BASH_REMATCH[4]}))
  ((a < 256 && b < 256 && c < 256 && d < 256)) || return 1
  number=$((a << 24 | b << 16 | c << 8 | d))
}

ntoa() { # NUMBER; the text is in `text`
  text=$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))
}

# The address of a name in /etc/hosts, in `number`.
resolve() { # TEXT
  aton "$1" && return
  local address names name
  while read -r address names; do
    for name in $names; do
      if [ "$name" = "$1" ]; then aton "$address" && return; fi
    done
  done </etc/hosts
  return 1
}

# A network mask's number of bits, in `bits`.
mask_bits() { # NUMBER
  local mask=$1
  bits=0
  while ((mask & 0x80000000)); do
    bits=$((bits + 1)) mask=$((mask << 1 & 0xffffffff))
  done
}

bits_mask() { # BITS; the mask is in `number`
  number=$(((0xffffffff << (32 - $1)) & 0xffffffff))
}
