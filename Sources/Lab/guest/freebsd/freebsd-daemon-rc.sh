#!/boot/culvert-lab/linux/bin/bash
# freebsd-daemon-rc.sh: /etc/rc.d/devd and /etc/rc.d/sshd, daemons that are started, stopped and asked after.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common rc-conf; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
name=${0##*/}
self=$0
pidfile=/var/run/$name.pid
load_rc_config "$name" || exit

running() {
  pid=
  { read -r pid <"$pidfile"; } 2>/dev/null && kill -0 "$pid" 2>/dev/null
}

start() {
  if running; then echo "$name already running? (pid=$pid)."; exit 1; fi
  echo "Starting $name."
  if [ "$name" = devd ]; then
    [ -p "$state/devd" ] || "$lab/busybox" mkfifo "$state/devd"
    ("$lab/linux/bin/setsid" -f "$here/freebsd-devd.sh")
  else
    /usr/sbin/sshd
  fi
}

stop() {
  if ! running; then echo "$name not running? (check $pidfile)."; exit 1; fi
  echo "Stopping $name."
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do "$lab/busybox" sleep 0.05; done
  echo "Waiting for PIDS: $pid."
  "$lab/busybox" rm -f "$pidfile"
}

verb=${1-} one=
while [[ $verb =~ ^(fast|force|one|quiet)(.+)$ ]]; do one+=${BASH_REMATCH[1]} verb=${BASH_REMATCH[2]}; done
if [[ $verb =~ ^(start|stop|restart|status)$ ]] && [ -z "$one" ] && ! yes "${name}_enable"; then
  echo "Cannot '$verb' $name. Set ${name}_enable to YES in /etc/rc.conf or use 'one$verb' instead of '$verb'."
  exit 1
fi
case $verb in
  start) start ;;
  stop) stop ;;
  restart) (stop) && start ;;
  status)
    if running; then echo "$name is running as pid $pid."; else echo "$name is not running." && exit 1; fi
    ;;
  *) unknown "$*" ;;
esac
