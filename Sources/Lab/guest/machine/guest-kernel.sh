#!/bin/bash
# guest-kernel.sh umid=NAME ARGUMENT...: becomes the guest's kernel, linux.uml, now and at every reboot of the guest.
#
# User-Mode Linux reboots by executing its argv[0] again, with all files still open, and then finds its own tap device
# busy. So argv[0] is this script, which closes them first. It runs in the room (see supervisor.sh); / is the room.
guest=/guests/${1#umid=}
for descriptor in /proc/self/fd/*; do
  descriptor=${descriptor##*/}
  [ "$descriptor" -le 2 ] || eval "exec $descriptor>&-"
done
echo $$ >"$guest/pid"
echo $(($(cat "$guest/boots") + 1)) >"$guest/boots"
exec -a "$0" /usr/bin/linux.uml "$@"
