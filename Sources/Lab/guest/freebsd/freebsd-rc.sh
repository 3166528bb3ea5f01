#!/boot/culvert-lab/linux/bin/bash
# freebsd-rc.sh: /etc/rc, in the order of rcorder(8). rc.conf that is no shell script ends it, as it does there: no
# network, no sshd, and the console asks for a shell.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
here=/boot/culvert-lab/system
for part in common rc-conf; do
  # shellcheck source=/dev/null
  . "$here/freebsd-$part.sh"
done
self=rc

boot() {
  load_rc_config rc || no_boot
  echo "${rc[hostname]}" >"$lab/proc/sys/kernel/hostname"
  clean_run
  settings
  local module
  for module in ${rc[kld_list]-}; do /sbin/kldload -n "$module"; done
  ! yes gateway_enable || echo 1 >"$kernel/ip_forward"
  /etc/rc.d/netif start
  # pf comes before the routes on 8 and after them since. [S rc.d/pf 8, 13.2, 15.1: BEFORE and REQUIRE]
  since 9 || ! yes pf_enable || /etc/rc.d/pf faststart
  /etc/rc.d/routing start
  ! since 9 || ! yes pf_enable || /etc/rc.d/pf faststart
  ! yes devd_enable || /etc/rc.d/devd start
  ! yes sshd_enable || /etc/rc.d/sshd start
  local_scripts
  [ ! -r /etc/rc.local ] || /bin/sh /etc/rc.local
}

no_boot() {
  echo 'Enter full pathname of shell or RETURN for /bin/sh: '
  exit 1
}

clean_run() {
  "$lab/linux/bin/find" /var/run -mindepth 1 -delete
  ! yes clear_tmp_enable || "$lab/linux/bin/find" /tmp -mindepth 1 -delete
  since 13 || return 0
  printf '%s\n' NAME=FreeBSD "VERSION=\"$release\"" "VERSION_ID=\"${release%%-*}\"" ID=freebsd 'ANSI_COLOR="0;31"' \
    "PRETTY_NAME=\"FreeBSD $release\"" "CPE_NAME=\"cpe:/o:freebsd:freebsd:${release%%-*}\"" \
    'HOME_URL="https://FreeBSD.org/"' 'BUG_REPORT_URL="https://bugs.FreeBSD.org/"' >/var/run/os-release
}

settings() {
  local line
  while read -r line; do
    line=${line%%#*}
    [ -z "${line// /}" ] || /sbin/sysctl "${line// /}"
  done </etc/sysctl.conf
}

# Packages' and people's own, in the order that rcorder would find by their names alone.
local_scripts() {
  local script
  for script in /usr/local/etc/rc.d/*; do
    [ ! -x "$script" ] || "$script" faststart
  done
}

boot
