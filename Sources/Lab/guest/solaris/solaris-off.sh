#!/boot/culvert-lab/linux/bin/bash
# solaris-off.sh: the last thing init does; there is no /etc/mnttab to unmount by.
/boot/culvert-lab/busybox sync
/boot/culvert-lab/busybox mount -o remount,ro /dev/root /
