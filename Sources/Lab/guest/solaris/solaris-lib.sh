# shellcheck shell=bash
# shellcheck disable=SC2034
# solaris-lib.sh, sourced by every program of the Solaris personalities: what the machine is, what it has, and words for
# both. These are emulations, written from facts/solaris.md and OpenSolaris' and illumos' sources: [S] read in a source,
# [D] in a manual, [M] from memory, [L] not Solaris' way but this lab's.
#
# N is everything the system's kernel knows, in state/net until the next boot:
#   ifs, links            names in order of their index; next: the next index
#   IF,class              lo, nic or tun; IF,index; IF,luns "0 1"; IF,mtu if set by hand; IF,v6 if plumbed for IPv6 too
#   IF:LUN,addr           with mask, dst, flags (a number) and obj (ipadm's name for it)
#   LINK,tsrc             with tdst, hop, type, implicit, temp: an IP tunnel (on Solaris 10 it lives and dies with its IF)
#   prop,PROTOCOL,NAME      what ipadm and, of TCP, ndd have set; k,mss: what the kernel beneath has of that
#   k,IF,...              what the Linux kernel beneath was last told, see solaris-kernel.sh
# /boot/culvert-lab/condition may say, for tests, what kind of host this is; a line each:
#   zonename=NAME            and iptype=shared for a zone that has no tunnels; zonename-t=no for an early Solaris 10
#   zonelink=LINK            this tunnel is another zone's (illumos)
#   security=LINK            IPsec protects this tunnel, which ifconfig and dladm show
#   ipfilter=online          the state of that service
#   ip_strict_dst_multihoming=1   ndd's default
lab=/boot/culvert-lab
state=$lab/state
linux=$lab/linux
caller_path=$PATH
export LC_ALL=C PATH=$linux/bin:$linux/sbin
read -r system <$lab/system/name
declare -gA N=() condition=()
tab=$'\t'

UP=0x1 UNNUMBERED=0x2000

classic() { [[ $system == solaris10 ]]; }

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# What the real system knows and the personality does not: never silently.
unknown() { # WHAT
  local line="${0##*/}${arguments:+ $arguments}: the personality does not know $1"
  say "culvert-lab: $line"
  echo "$line" >>/var/log/personality
  exit 70
}

load() {
  local key value
  # shellcheck source=/dev/null
  [ ! -r $state/net ] || . $state/net
  [ -r $lab/condition ] || return 0
  while IFS='=' read -r key value; do [ -z "$key" ] || condition[$key]=$value; done <$lab/condition
}

# One at a time; whoever changes something calls this instead of load.
load_locked() {
  if [ "$EUID" = 0 ]; then
    exec {lock}>$state/lock
    flock "$lock"
  fi
  load
}

save() {
  local text
  text=$(declare -p N)
  printf '%s\n' "${text/declare -A/declare -gA}" >$state/net.new
  "$lab/busybox" mv "$state/net.new" "$state/net"
}

has() { # LIST, WORD
  [[ " $1 " == *" $2 "* ]]
}

without() { # VARIABLE, WORD: takes the word out of the list
  local word result=
  for word in ${N[$1]:-}; do [[ $word == "$2" ]] || result+=" $word"; done
  N[$1]=${result# }
}

with() { # VARIABLE, WORD
  N[$1]="${N[$1]:-}${N[$1]:+ }$2"
}

forget() { # PREFIX: every key that begins with it
  local key
  for key in "${!N[@]}"; do [[ $key != "$1"* ]] || unset -v "N[$key]"; done
}

is_ipv4() {
  [[ $1 =~ ^(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})$ ]] || return 1
  local octet
  for octet in "${BASH_REMATCH[@]:1}"; do [ "$octet" -le 255 ] || return 1; done
}

number() { # VARIABLE, ADDRESS
  local a b c d
  IFS=. read -r a b c d <<<"$2"
  printf -v "$1" '%d' $(((a << 24) | (b << 16) | (c << 8) | d))
}

dotted() { # VARIABLE, NUMBER
  printf -v "$1" '%d.%d.%d.%d' $(($2 >> 24 & 255)) $(($2 >> 16 & 255)) $(($2 >> 8 & 255)) $(($2 & 255))
}

prefix_mask() { # VARIABLE, LENGTH
  printf -v "$1" '%d' $((0xffffffff << (32 - $2) & 0xffffffff))
}

mask_prefix() { # VARIABLE, MASK
  local bits=0 rest=$2
  while ((rest & 0x80000000)); do rest=$((rest << 1 & 0xffffffff)) bits=$((bits + 1)); done
  printf -v "$1" '%d' $bits
}

# The class of an address decides where nobody says better.
class_mask() { # VARIABLE, ADDRESS AS NUMBER
  if (($2 >> 31 == 0)); then printf -v "$1" %d 0xff000000
  elif (($2 >> 30 == 2)); then printf -v "$1" %d 0xffff0000
  else printf -v "$1" %d 0xffffff00; fi
}

# ip_addr_ok_v4 [S POL ip_if.c]: no network's own address and no broadcast, unless the mask is a host's.
address_ok() { # ADDRESS, MASK AS NUMBER
  local address mask=$2
  number address "$1"
  ((address == 0 || address >> 28 == 14)) && return 1
  ((mask == 0xffffffff)) && return 0
  ((mask != 0)) || class_mask mask "$address"
  (((address & ~mask & 0xffffffff) != 0 && (address | mask) != 0xffffffff))
}

# True if an interface other than IF has this address, up.
is_local_up() { # ADDRESS, IF
  local interface lun
  for interface in ${N[ifs]}; do
    [[ $interface != "${2:-}" ]] || continue
    for lun in ${N[$interface,luns]}; do
      [[ ${N[$interface:$lun,addr]} != "$1" ]] || ((!(${N[$interface:$lun,flags]} & UP))) || return 0
    done
  done
  return 1
}

in_shared_zone() { [[ ${condition[iptype]:-exclusive} == shared ]]; }
