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
  # A namespace is kept by a mount of it, in a place that is not copied into it.
  mkdir "$1/spaces"
  mount -t tmpfs none "$1/spaces"
  mount --make-private "$1/spaces"
  while read -r address; do
    : >"$1/spaces/$address.net"
    : >"$1/spaces/$address.mnt"
    unshare "--net=$1/spaces/$address.net" "--mount=$1/spaces/$address.mnt" /bin/sh "$1/furnish" "$1" "$address"
  done <"$1/home/hosts"
fi
exec /usr/sbin/sshd -D -E "$1/log" -f "$1/sshd_config"
