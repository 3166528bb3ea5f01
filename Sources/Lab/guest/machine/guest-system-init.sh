#!/boot/culvert-lab/busybox sh
# shellcheck shell=dash
# guest-system-init.sh, in a guest with a personality /sbin/init: puts Linux's commands out of the way and becomes init.
lab=/boot/culvert-lab
busybox() { /boot/culvert-lab/busybox "$@"; }

for directory in bin sbin; do
  busybox mount -o bind "/usr/$directory" "$lab/linux/$directory"
  busybox mount -o bind "$lab/system/usr/$directory" "/usr/$directory"
done
busybox mount -t tmpfs -o mode=755 tmpfs "$lab/state"
# Only until init has read it: the system itself may have none.
busybox cp "$lab/system/inittab" /etc/inittab
exec "$lab/busybox" init
