#!/boot/culvert-lab/busybox sh
# shellcheck shell=dash
# guest-boot.sh: what the guest's kernel starts as PID 1, on the root disk; it becomes the guest's init.
#
# It does what an initramfs and a network script do elsewhere: the kernel's file systems, the host's /usr (hostfs,
# read-only) below an overlay, the name, the address. ADDRESS and GATEWAY come from the kernel's command line.
busybox() { /boot/culvert-lab/busybox "$@"; }
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

busybox mount -t proc proc /proc
busybox mount -t sysfs sysfs /sys
busybox mount -t tmpfs -o mode=755,nosuid,nodev tmpfs /run
busybox mkdir -p /dev/pts /dev/shm /run/lock /run/sshd
busybox mount -t devpts -o mode=620,gid=5,ptmxmode=666 devpts /dev/pts
busybox mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs /dev/shm

busybox mount -t hostfs -o /usr,ro hostfs /mnt
busybox insmod "/mnt/lib/uml/modules/$(busybox uname -r)/kernel/fs/overlayfs/overlay.ko"
busybox mount -t overlay -o lowerdir=/mnt,upperdir=/boot/culvert-lab/upper,workdir=/boot/culvert-lab/work overlay /usr
busybox umount -l /mnt

# Without a core ps -ef of procps 4 fails; User-Mode Linux names none.
{ busybox grep . /proc/cpuinfo && busybox printf 'core id\t\t: 0\n\n'; } >/boot/culvert-lab/cpuinfo
busybox mount -o bind,ro /boot/culvert-lab/cpuinfo /proc/cpuinfo

busybox hostname -F /etc/hostname
busybox ip link set lo up
busybox ip link set vec0 name eth0
busybox ip address add "$ADDRESS" broadcast + dev eth0
busybox ip link set eth0 up
busybox ip route add default via "$GATEWAY"

unset ADDRESS GATEWAY mem uml_dir initcall_blacklist
exec /sbin/init
