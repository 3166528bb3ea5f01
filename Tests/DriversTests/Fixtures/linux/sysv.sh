#!/bin/sh
### BEGIN INIT INFO
# Provides:          culvert
# Required-Start:    $network $local_fs
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: Tunnels and virtual services kept by culvert
### END INIT INFO
# Written by culvert; an edit by hand is drift, and 'culvert up' undoes it.
case $1 in
  start | restart | reload | force-reload) exec /etc/culvert/boot ;;
  stop) ;;
  *)
    echo "usage: $0 start|stop|restart" >&2
    exit 3
    ;;
esac
