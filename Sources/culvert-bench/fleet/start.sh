#!/bin/sh
# start.sh ROOT: in a network and mount namespace of its own: every address of 10.64.0.0/16 is this machine's, and becomes
# a host by what sshd answers there. Root's home and shell are the fleet's.
set -eu
mount --bind "$1/passwd" /etc/passwd
mount -t tmpfs -o mode=755 none /run
mkdir /run/sshd
ip link set lo up
ip route add local 10.64.0.0/16 dev lo
exec /usr/sbin/sshd -D -E "$1/log" -f "$1/sshd_config"
