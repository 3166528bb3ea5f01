#!/boot/culvert-lab/linux/bin/bash
# solaris-last.sh: last(1) without arguments. Nobody logs in with a terminal here, and others are not recorded; so there is
# only the end of the list, with the moment of its first record, that of the boot [d last.c: "\nwtmp begins %10.10s %5.5s \n"].
# shellcheck source=/dev/null
. /boot/culvert-lab/system/solaris-lib.sh
[ $# = 0 ] || unknown "$*"
begin=$(awk '$1 == "btime" { print $2 }' /proc/stat)
printf '\nwtmp begins %s \n' "$(TZ=UTC date -d "@$begin" '+%a %b %e %H:%M')"
