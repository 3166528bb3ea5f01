#!/boot/culvert-lab/linux/bin/bash
# freebsd-netstat.sh: netstat(1): routes, interfaces' counters, and sockets.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common interfaces routes netstat-tables; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done

route='' stats='' sockets='' interface='' counters='' family='' protocol='' bytes=''
while getopts :aAbdf:gI:ihLmnp:rstuW option; do
  case $option in
    a) sockets=1 ;;
    b) bytes=1 ;;
    f) family=$OPTARG ;;
    I) interface=$OPTARG counters=1 ;;
    i) counters=1 ;;
    n) ;;
    p) protocol=$OPTARG ;;
    r) route=1 ;;
    s) stats=1 ;;
    *) unknown "option -$option" ;;
  esac
done
shift $((OPTIND - 1))
[ $# = 0 ] || unknown "$*"
case $family in '' | inet) ;; *) unknown "-f $family" ;; esac

if [ -n "$route" ]; then
  show_routes
elif [ -n "$counters" ]; then
  show_counters
elif [ -n "$stats" ]; then
  show_statistics
elif [ -n "$sockets" ]; then
  show_sockets
else
  unknown 'connections only'
fi
