#!/bin/sh
# start.sh ROOT: in namespaces of its own: every address of 10.64.0.0/16 is this machine's, and becomes a host by what sshd
# does there. Root's home and shell are the fleet's. sshd is the namespace's first process, so that it has to reap whatever
# its hosts leave behind, and has that on its bill.
set -eu
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/shadow" /etc/shadow
mount -t tmpfs -o mode=755 none /run
mkdir /run/sshd
ip link set lo up
ip route add local 10.64.0.0/16 dev lo
if [ -e "$1/furnish" ]; then
  # A process keeps each host's namespaces, and its number stands in a file. (A mount would do too, but not on every kernel:
  # 6.18 refuses a mount namespace now and then, by the processor that it was made on.)
  mkdir "$1/spaces"
  while read -r address; do
    unshare --net --mount /bin/sh "$1/furnish" "$1" "$address" &
    while [ ! -s "$1/spaces/$address" ]; do
      kill -0 "$!"
      sleep 0.01
    done
  done <"$1/home/hosts"
fi
exec /usr/sbin/sshd -D -E "$1/log" -f "$1/sshd_config"
