#!/boot/culvert-lab/linux/bin/bash
# freebsd-uname.sh: uname(1).
# shellcheck disable=SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh

read -r node </boot/culvert-lab/proc/sys/kernel/hostname
version="FreeBSD $release GENERIC"
since 12 || version="FreeBSD $release #0 r251259: Sun Jun  2 21:26:57 UTC 2013     root@bake.isc.freebsd.org:/usr/obj/usr/src/sys/GENERIC"
chosen=
while getopts :abiKmnoprsUv option; do
  case $option in
    a) chosen+=snrvm ;;
    [imnoprsv]) chosen+=$option ;;
    [KU]) since 10 || chosen+='?'; chosen+=$option ;;
    b) since 12 || chosen+='?'; unknown -b ;;
    *) chosen+='?' ;;
  esac
done
shift $((OPTIND - 1))
if [[ $chosen == *\?* ]]; then
  echo "uname: illegal option -- ${OPTARG:-$option}" >&2
  echo "usage: uname [-abiKmnoprsUv]" >&2
  exit 1
fi
[ -n "$chosen" ] || chosen=s
line=
# In the order of the man page, whatever the order of the options.
for option in s n r v m p i K U; do
  [[ $chosen == *$option* ]] || { [ "$option" = s ] && [[ $chosen == *o* ]]; } || continue
  case $option in
    s) line+=" FreeBSD" ;;
    n) line+=" $node" ;;
    r) line+=" $release" ;;
    v) line+=" $version" ;;
    m | p) line+=" amd64" ;;
    i) line+=" GENERIC" ;;
    K | U) line+=" $osreldate" ;;
  esac
done
echo "${line# }"
