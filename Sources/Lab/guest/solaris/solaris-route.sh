#!/boot/culvert-lab/linux/bin/bash
# shellcheck disable=SC2034,SC2154
# solaris-route.sh: route: add, delete and get for IPv4 [S route.c, of which POL's and GATE's are the same here].
arguments="$*"
for part in lib print names-of netstat-routes route-get; do
  # shellcheck source=/dev/null
  . "/boot/culvert-lab/system/solaris-$part.sh"
done

usage() { # WORD that is no command, or nothing
  [[ -z ${1:-} ]] || say "route: botched keyword: $1"
  die 'usage: route [ -fnpqv ] [ -R <root-dir> ] cmd [[ -<qualifers> ] args ]'
}

numeric=''
read_options() {
  local OPTIND=1 option
  [ $# -gt 0 ] || usage
  while getopts :nqdtvfpR: option; do
    case $option in
      n) numeric=yes ;;
      q) ;;
      '?') say "route: illegal option -- $OPTARG" && usage ;;
      :) say "route: option requires an argument -- $OPTARG" && usage ;;
      *) unknown "-$option" ;;
    esac
  done
  taken=$((OPTIND - 1))
}

change_route() { # add or delete, ARGUMENT...
  local verb=$1 destination='' gateway='' mtu='' host='' word said
  shift
  while [ $# -gt 0 ]; do
    word=$1
    shift
    case $word in
      -net | -inet) ;;
      -host) host=/32 ;;
      -gateway) gateway=$1 && shift ;;
      -mtu) mtu=$1 && shift ;;
      -*) unknown "route $verb $word" ;;
      *) if [ -z "$destination" ]; then destination=$word; else [ -n "$gateway" ] && unknown "the argument $word" || gateway=$word; fi ;;
    esac
  done
  [[ -n $destination && -n $gateway ]] || die 'usage: route [-fnqv] cmd [[-<qualifers>] args ]'
  [ "$EUID" = 0 ] || die "$verb $destination: gateway $gateway: insufficient privileges"
  [ "$destination" = default ] || [[ $destination == */* ]] || destination+=${host:-/32}
  [ "$verb" = delete ] && verb=del
  said=$(ip route "$verb" "$destination" via "$gateway" ${mtu:+mtu "$mtu"} 2>&1) || refuse_route "$said"
  echo "${verb/del/delete} $([ "$destination" = default ] || [[ $destination != */32 ]] && echo net || echo host) ${destination%/32}: gateway $gateway"
}

refuse_route() { # WHAT LINUX SAID
  case $1 in
    *'File exists'*) die "add net $destination: gateway $gateway: entry exists" ;;
    *'No such process'*) die "delete net $destination: gateway $gateway: not in table" ;;
    *unreachable*) die "add net $destination: gateway $gateway: Network is unreachable" ;;
    *) unknown "why the kernel beneath refuses: $1" ;;
  esac
}

load
read_options "$@"
shift "$taken"
verb=${1:-}
[ $# = 0 ] || shift
case $verb in
  add | delete) change_route "$verb" "$@" ;;
  get) get_route "$@" ;;
  change | flush | monitor | show) unknown "route $verb" ;;
  *) usage "$verb" ;;
esac
