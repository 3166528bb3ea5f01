#!/boot/culvert-lab/linux/bin/bash
# freebsd-daemon.sh: daemon(8). With -p the supervisor stays until the command ends and then takes the file away; a
# second one on the same file is refused. A killed command leaves its file, as seen on the real system.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
# shellcheck source=/dev/null
. /boot/culvert-lab/system/freebsd-common.sh

close='' pidfile='' parentfile='' user='' directory=/
original=("$@")
while getopts :cfHl:m:o:P:p:rR:s:St:T:u: option; do
  case $option in
    c) ;;
    f) close=1 ;;
    p) pidfile=$OPTARG ;;
    P) parentfile=$OPTARG ;;
    *) unknown "option -$option" ;;
  esac
done
shift $((OPTIND - 1))
if [ $# = 0 ]; then
  echo 'usage: daemon [-cfHrS] [-p child_pidfile] [-P supervisor_pidfile]' >&2
  echo '              [-u user] [-o output_file] [-t title]' >&2
  echo '              [-l syslog_facility] [-s syslog_priority]' >&2
  echo '              [-T syslog_tag] [-m output_mask] [-R restart_delay_secs]' >&2
  echo 'command arguments ...' >&2
  exit 1
fi

if [ -z "${CULVERT_DAEMON-}" ]; then
  if [ -n "$pidfile" ]; then
    { read -r pid <"$pidfile"; } 2>/dev/null
    if [ -n "${pid-}" ] && kill -0 "$pid" 2>/dev/null; then
      complain "process already running, pid: $pid"
      exit 3
    fi
    # shellcheck disable=SC2188 # it is opened, nothing more
    { >"$pidfile"; } 2>/dev/null || { complain "pidfile \`\`$pidfile'': Permission denied"; exit 2; }
  fi
  [ -z "$parentfile" ] || unknown "option -P"
  export CULVERT_DAEMON=1
  ready=/tmp/.daemon.$BASHPID
  export CULVERT_READY=$ready
  "$lab/busybox" mkfifo "$ready"
  if [ -n "$close" ]; then exec </dev/null >/dev/null 2>&1; fi
  "$lab/linux/bin/setsid" "$lab/system/freebsd-daemon.sh" "${original[@]}" &
  read -r _ <"$ready"
  "$lab/busybox" rm -f "$ready"
  exit 0
fi

ready=$CULVERT_READY
unset CULVERT_DAEMON CULVERT_READY
cd "$directory" || exit
if [ -z "$pidfile" ]; then
  echo >"$ready"
  exec "$@"
fi
"$lab/linux/bin/setsid" "$@" &
child=$!
printf %s "$child" >"$pidfile"
echo >"$ready"
trap 'kill "$child"; removed=1; "$lab/busybox" rm -f "$pidfile"; exit' TERM
wait "$child"
(($? > 128)) || "$lab/busybox" rm -f "$pidfile"
