#!/boot/culvert-lab/linux/bin/bash
# freebsd-last.sh: last(1) without arguments. Nobody logs in with a terminal here, and others are not recorded; so there is
# the boot, as 13.2 and 15.1 print it [v] (8 and older `reboot ~` [d last.c]), and the end of the list, with the moment of its first
# record, that of the boot [d last.c: `%+` of strftime].
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh
[ $# = 0 ] || unknown "$*"
book=utx.log
case $(uname -r) in [5-8].*) book=wtmp ;; esac
begin=$(awk '$1 == "btime" { print $2 }' /proc/stat)
when=$(TZ=UTC date -d "@$begin" '+%a %b %e %H:%M')
if [ "$book" = wtmp ]; then
  printf '%-16s %-8s %-16s %s\n' reboot '~' '' "$when"
else
  printf '%-42s %s\n' 'boot time' "$when"
fi
printf '\n%s begins %s\n' "$book" "$(TZ=UTC date -d "@$begin" '+%a %b %e %H:%M:%S UTC %Y')"
