#!/boot/culvert-lab/linux/bin/bash
# freebsd-boot.sh: what init runs at boot: first out of sight what FreeBSD has not, then /etc/rc as far as it is played.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
lab=/boot/culvert-lab
busybox() { "$lab/busybox" "$@"; }
export PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin
here=$lab/system

# /proc and /sys are not where a program of FreeBSD's would look; /run is only there because Linux's sshd wants it.
hide_linux() {
  busybox mkdir -p "$lab/proc" "$lab/sys"
  busybox umount /proc/cpuinfo
  busybox mount -o move /proc "$lab/proc"
  busybox mount -o move /sys "$lab/sys"
  busybox mount -t tmpfs -o remount,ro,mode=755 tmpfs /run
  busybox ln -sfn "$lab/proc/self/fd" /dev/fd
  busybox rm -f /etc/inittab /dev/pf
}

# The guest's kernel, made to behave: packets are not looked at by their way back, ARP is answered and asked as FreeBSD
# does, and a tunnel packet that no gif wants vanishes: a device of its own takes it to a network without anything.
kernel_manners() {
  local modules setting
  modules=/usr/lib/modules/$(busybox uname -r)/kernel/net/ipv4
  echo 2 >/proc/sys/net/core/fb_tunnels_only_for_init_net
  for setting in ip_tunnel tunnel4 ipip; do busybox insmod "$modules/$setting.ko"; done
  for setting in all/rp_filter=0 default/rp_filter=0 all/arp_ignore=1 all/arp_announce=2 all/promote_secondaries=1 \
    all/accept_redirects=0 all/send_redirects=0; do
    echo "${setting#*=}" >"/proc/sys/net/ipv4/conf/${setting%=*}"
  done
}

sink() {
  local net=$lab/state/sink
  : >"$net"
  "$lab/linux/bin/unshare" --net="$net" "$lab/busybox" true
  "$lab/linux/bin/ip" -batch - <<<'link add sink type ipip local any remote any
link set sink netns '"$net"
  "$lab/linux/bin/nsenter" --net="$net" "$lab/linux/bin/ip" link set sink up
}

remember_interfaces() {
  busybox mkdir -p "$state/if" "$state/kld" "$state/sysctl"
  : >"$state/order"
  : >"$state/routes"
  ip_batch "address flush dev eth0
link set eth0 down
link set eth0 name $nic
link set lo down
link set lo name lo0
address flush dev lo0
link set lo0 up
address del 127.0.0.1/8 dev lo0"
  attach "$nic" ether 1500
  read -r i_ether <"$lab/sys/class/net/$nic/address"
  i_media=10Gbase-T
  since 9 || i_media=1000baseT
  save
  attach lo0 lo 16384
  i_up=1 i_nd6=21
  i_addrs=('inet6 ::1 - 128' 'inet6 fe80::1%lo0 - 64')
  since 9 || { i_nd6=3 && i_addrs=('inet6 fe80::1%lo0 - 64' 'inet6 ::1 - 128'); }
  save
}

kernel_manners
sink
hide_linux
for part in common interfaces rc-conf; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
self=rc
remember_interfaces
exec "$lab/linux/bin/bash" "$here/freebsd-rc.sh"
