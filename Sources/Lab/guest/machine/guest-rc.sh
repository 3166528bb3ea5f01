#!/bin/sh
# guest-rc.sh LEVEL, in the guest /usr/lib/init/rc: what sysv-rc does at a change of runlevel: K scripts stop, S scripts
# start, in the order of their names. Level S also does what Debian's bootclean, procps and kmod do.
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export RUNLEVEL="$1" PREVLEVEL=N

if [ "$1" = S ]; then
  find /tmp -mindepth 1 -delete
  sysctl -q --system
  for list in /etc/modules /etc/modules-load.d/*.conf; do
    [ ! -r "$list" ] || sed '/^[[:space:]]*[#;]/d' "$list" | xargs -r -n 1 modprobe
  done
fi
for script in "/etc/rc$1.d"/K??*; do [ ! -x "$script" ] || "$script" stop; done
for script in "/etc/rc$1.d"/S??*; do [ ! -x "$script" ] || "$script" start; done
