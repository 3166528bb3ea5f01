#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-netstat.sh: netstat: interfaces' counters, routes, sockets and the statistics of protocols. From [S] netstat.c: that
# of POL for Solaris 10, with ONARM's wider table of routes; that of 2019 (OmniOS' copy, with -c and -u) for illumos.
arguments="$*"
for part in lib print counters names-of netstat-routes netstat-tables netstat-sockets netstat-stats; do
  # shellcheck source=/dev/null
  . "/boot/culvert-lab/system/solaris-$part.sh"
done

letters=adimnrspMgvf:P:I:DR
classic || letters=acdimnrspMguvxf:P:I:DRT:

usage() {
  local when=' [-T d|u]' sockets=-anuv
  if classic; then when='' sockets=-anv; fi
  say "usage: netstat [$sockets] [-f address_family]$when"
  say "       netstat [-n] [-f address_family] [-P protocol]$when [-g | -p | -s [interval [count]]]"
  say "       netstat -m [-v]$when [interval [count]]"
  say "       netstat -i [-I interface] [-an] [-f address_family]$when [interval [count]]"
  say "       netstat -r [-anv] [-f address_family|filter]$when"
  say "       netstat -M [-ns] [-f address_family]$when"
  say "       netstat -D [-I interface] [-f address_family]$when"
  exit 1
}

families='' protocol='' interface='' all='' numeric='' verbose='' counters='' table='' statistics='' four=v4

# 2, 26 and 1 are AF_INET, AF_INET6 and AF_UNIX.
add_family() { # ARGUMENT
  case $1 in
    inet | 2 | 0x2) families+=' inet' ;;
    inet6 | 26 | 0x1a) families+=' inet6' ;;
    unix | 1 | 0x1) families+=' unix' ;;
    af:*) add_family "${1#af:}" ;;
    outif:* | dst:* | flags:*) unknown "-f $1" ;;
    *:*) die "$1: unknown filter keyword" ;;
    *[!0-9]* | '') die "$1: unknown address family." ;;
    *) families+=' none' ;;
  esac
}

selected() { # FAMILY
  [[ $compatible != yes || $1 != inet6 ]] || return 1
  [[ -z $families ]] || has "$families" "$1"
}

set_protocol() { # ARGUMENT
  case $1 in
    ip | icmp | igmp | udp | tcp | sctp) protocol=$1 ;;
    ipv6 | ip6) protocol=ipv6 compatible=no ;;
    icmpv6 | icmp6) protocol=icmpv6 compatible=no ;;
    raw | rawip) protocol=raw ;;
    *) die "$1: unknown protocol." ;;
  esac
}

read_options() {
  local option
  while getopts ":$letters" option; do
    case $option in
      a) all=yes ;;
      n) numeric=yes ;;
      v) verbose=yes ;;
      i) counters=yes ;;
      I) interface=$OPTARG counters=yes ;;
      r) table=yes ;;
      s) statistics=yes ;;
      f) add_family "$OPTARG" ;;
      P) set_protocol "$OPTARG" ;;
      R) say '-R set but labeling is not enabled' && usage ;;
      '?') say "netstat: illegal option -- $OPTARG" && usage ;;
      :) say "netstat: option requires an argument -- $OPTARG" && usage ;;
      *) unknown "-$option" ;;
    esac
  done
}

# What is left are an interval and a count, for some.
read_operands() {
  [ $# = 0 ] && return
  if [[ -n $counters$statistics && $1 =~ ^[0-9]+$ ]]; then
    [[ $1 =~ [1-9] && ${2:-1} =~ [1-9] ]] || usage
    unknown 'an interval'
  fi
  say 'netstat: extra arguments'
  usage
}

load
read_compatibility
read_options "$@"
shift $((OPTIND - 1))
read_operands "$@"
[[ $compatible != yes ]] || four=''
[[ -z $verbose || -n $statistics ]] || unknown -v
selected inet || selected inet6 || exit 0
[ -n "$counters$table$statistics" ] || print_sockets
[ -z "$counters" ] || print_interfaces
[ -z "$table" ] || print_routes
[ -z "$statistics" ] || print_statistics
exit 0
