#!/sbin/openrc-run
# Written by culvert; an edit by hand is drift, and 'culvert up' undoes it.
description="Tunnels and virtual services kept by culvert"

depend() {
  need net
}

start() {
  ebegin "Making tunnels and virtual services"
  /etc/culvert/boot
  eend $?
}
