#!/bin/sh
# furnish.sh ROOT ADDRESS: in a network and mount namespace of its own, what makes a working host of it: an interface with
# its address, an /etc, /var/lib and /run of its own, and tools that do what this machine's kernel may not have modules for.
set -eu
root=$1 address=$2
own=$root/own/$address
mkdir -p "$own"
mount -t tmpfs -o mode=755 none "$own"
mkdir "$own/etc" "$own/etc.work" "$own/tunnels"
mount -t overlay -o "lowerdir=/etc,upperdir=$own/etc,workdir=$own/etc.work" none /etc
# What lies over a file of /etc is not in the overlay.
mount --bind "$root/passwd" /etc/passwd
mount -t tmpfs -o mode=755 none /var/lib
mount -t tmpfs -o mode=755 none /run
# A host of systemd's, as far as anybody looks.
mkdir -p /run/systemd/system
mount -t sysfs none /sys
# Root's home is where the hosts' keys are: nobody has to write there.
mount -t tmpfs -o mode=700 none "$root/home"
ip tuntap add dev eth0 mode tap
ip addr add "$address/16" dev eth0
ip link set eth0 up
ip link set lo up
: >"$own/ip"
mount --bind "$(readlink -f "$(command -v ip)")" "$own/ip"
printf '#!/bin/sh\nown=%s\n' "$own" | cat - "$root/ip" >"$own/ip-of-host"
printf '#!/bin/sh\nexit 0\n' >"$own/nothing"
chmod 755 "$own/ip-of-host" "$own/nothing"
for tool in modprobe systemctl; do
  if path=$(command -v "$tool"); then mount --bind "$own/nothing" "$(readlink -f "$path")"; fi
done
mount --bind "$own/ip-of-host" "$(readlink -f "$(command -v ip)")"
echo "$$" >"$root/spaces/$address"
exec sleep infinity
