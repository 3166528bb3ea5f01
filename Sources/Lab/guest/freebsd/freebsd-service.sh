#!/boot/culvert-lab/linux/bin/bash
# freebsd-service.sh: service(8): runs a script of rc.d in a clean environment.
# shellcheck disable=SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh

case ${1-} in
  -l)
    for directory in /etc/rc.d /usr/local/etc/rc.d; do
      for script in "$directory"/*; do [ ! -x "$script" ] || echo "${script##*/}"; done
    done
    exit
    ;;
  -*) unknown "$*" ;;
  '')
    echo "usage: service [-j <jail name or id>] <rc.d script> start|stop|etc." >&2
    exit 1
    ;;
esac
script=$1
shift
for directory in /etc/rc.d /usr/local/etc/rc.d; do
  [ -x "$directory/$script" ] || continue
  cd / || exit
  # shellcheck disable=SC2093 # the loop goes on only past what is not there
  exec env -i -- HOME=/ PATH=/sbin:/bin:/usr/sbin:/usr/bin "$directory/$script" "$@"
done
if since 9; then
  echo "$script does not exist in /etc/rc.d or the local startup" >&2
  echo "directories (/usr/local/etc/rc.d), or is not executable" >&2
else
  echo "$script does not exist in /etc/rc.d or the local startup" >&2
  echo "directories (/usr/local/etc/rc.d)" >&2
fi
exit 1
