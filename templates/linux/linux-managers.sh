# shellcheck shell=sh
# Other programs on a Linux host that write what culvert writes.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# Others that write to ip_vs at boot: Debian's init script (only with AUTO=true), RHEL's unit.
linux_rivals() {
  if [ -x /etc/init.d/ipvsadm ] && [ -r /etc/default/ipvsadm ]; then
    while read -r cv_line || [ -n "$cv_line" ]; do
      case $cv_line in
        AUTO=*)
          cv_line=${cv_line#AUTO=}
          cv_line=${cv_line#[\"\']}
          printf 'debian-ipvsadm %s\n' "${cv_line%%[!A-Za-z]*}"
          ;;
      esac
    done </etc/default/ipvsadm
  fi
  if [ -d /run/systemd/system ] && [ -e /etc/sysconfig/ipvsadm ]; then
    printf 'rhel-ipvsadm %s\n' "$(systemctl is-enabled ipvsadm.service 2>/dev/null)"
  fi
  return 0
}

# Other programs that write tunnels, addresses, services or settings: `NAME`, or `NAME DETAIL`. Files only, read by the shell itself.
linux_managers() {
  cv_wants=/etc/systemd/system/multi-user.target.wants
  if linux_has_networkd || [ -h "$cv_wants/systemd-networkd.service" ]; then
    echo networkd
    linux_networks
  fi
  if linux_has_networkmanager || [ -h "$cv_wants/NetworkManager.service" ]; then echo networkmanager; fi
  if [ -d /sys/class/net/kube-ipvs0 ]; then linux_kube_proxy; fi
  if [ -d /sys/class/net/kube-dummy-if ]; then echo kube-router; fi
  linux_ifupdown /etc/network/interfaces /etc/network/interfaces.d/*
  linux_ldirectord /etc/ha.d/ldirectord.cf /etc/ldirectord.cf
  for cv_file in /sys/class/net/docker0 /sys/class/net/podman0 /sys/class/net/cni0 /sys/class/net/lxdbr0 /sys/class/net/lxcbr0 \
    /sys/class/net/virbr0 /run/docker.sock; do
    if [ -e "$cv_file" ]; then
      echo containers
      break
    fi
  done
  if [ -d /run/firewalld ] || [ -h "$cv_wants/firewalld.service" ]; then echo firewalld; fi
  for cv_file in "$cv_wants" "${cv_wants%/*}/sysinit.target.wants"; do
    if [ -h "$cv_file/nftables.service" ]; then echo nftables; fi
  done
  linux_generated
}

# `network FILE` with what each .network file of systemd-networkd matches, `KEY=VALUE` behind tabs.
linux_networks() {
  set --
  for cv_file in /etc/systemd/network/*.network /run/systemd/network/*.network /usr/local/lib/systemd/network/*.network \
    /usr/lib/systemd/network/*.network; do
    if [ -s "$cv_file" ] && [ -r "$cv_file" ]; then
      set -- "$@" "$cv_file"
    elif [ -h "$cv_file" ] || [ -e "$cv_file" ]; then
      printf 'network %s\tmasked\n' "$cv_file"
    fi
  done
  awk '
    function tell() { if (file != "") print "network " file text }
    FNR == 1 { tell(); file = FILENAME; text = section = "" }
    { sub(/^[ \t]+/, ""); sub(/[ \t\r]+$/, "") }
    /^\[/ { section = $0; next }
    section == "[Match]" && /^[A-Za-z].*=/ { text = text "\t" $0 }
    END { tell() }
  ' /dev/null "$@"
}

# kube-proxy in ipvs mode removes services that it does not know, but for those of `--ipvs-exclude-cidrs`.
linux_kube_proxy() {
  echo kube-proxy
  for cv_comm in /proc/[0-9]*/comm; do
    if read -r cv_name <"$cv_comm" && [ "$cv_name" = kube-proxy ]; then
      cv_comm=${cv_comm%/comm}
      tr '\000' '\n' <"$cv_comm/cmdline" | sed -n 's/^--ipvs-exclude-cidrs=/kube-excludes /p'
      # The file that it is told to read is in its own file system.
      cv_file=$(tr '\000' '\n' <"$cv_comm/cmdline" | sed -n 's/^--config=//p')
      if [ -n "$cv_file" ] && [ -r "$cv_comm/root$cv_file" ]; then
        awk '/^[ \t]*excludeCIDRs:/ { inside = 1; next } inside && /^[ \t]*- / { print "kube-excludes", $2; next } { inside = 0 }' \
          "$cv_comm/root$cv_file"
      fi
      return 0
    fi
  done 2>/dev/null
}

# linux_ifupdown FILE...: `ifupdown INTERFACE` for each that its files have.
linux_ifupdown() {
  for cv_file in "$@"; do
    if [ ! -f "$cv_file" ] || [ ! -r "$cv_file" ]; then continue; fi
    cv_lines=0
    while { read -r cv_key cv_name cv_line || [ -n "$cv_key" ]; } && [ "$cv_lines" -lt 1000 ]; do
      cv_lines=$((cv_lines + 1))
      if [ "$cv_key" = iface ]; then printf 'ifupdown %s\n' "$cv_name"; fi
    done <"$cv_file"
  done
}

# linux_ldirectord FILE...: `ldirectord VIRTUAL` for each virtual service of its configuration.
linux_ldirectord() {
  for cv_file in "$@"; do
    if [ ! -r "$cv_file" ]; then continue; fi
    cv_lines=0
    while { read -r cv_line || [ -n "$cv_line" ]; } && [ "$cv_lines" -lt 5000 ]; do
      cv_lines=$((cv_lines + 1))
      case $cv_line in
        virtual=* | virtual[\ \	]*=*)
          cv_line=${cv_line#*=}
          cv_line=${cv_line#"${cv_line%%[! ]*}"}
          printf 'ldirectord %s\n' "${cv_line%%[ 	#]*}"
          ;;
      esac
    done <"$cv_file"
  done
}

# `generated NAME`: systems that make /etc from a configuration of their own, and those whose root file system a reboot makes anew.
linux_generated() {
  if [ -e /opt/vyatta/etc/version ] || [ -e /usr/share/vyos/version.json ]; then echo 'generated VyOS'; fi
  if [ -e /etc/openwrt_release ]; then echo 'generated OpenWrt'; fi
  if [ -e /data/freenas-v1.db ]; then echo 'generated TrueNAS'; fi
  if [ -e /etc/unifi-os ]; then echo 'generated UniFi-OS'; fi
  if [ -e /etc/synoinfo.conf ]; then echo 'generated Synology-DSM'; fi
  if [ -e /etc/config/uLinux.conf ]; then echo 'generated QTS'; fi
  if [ -e /etc/unraid-version ]; then echo 'generated Unraid'; fi
  if [ -e /etc/NIXOS ]; then echo 'generated NixOS'; fi
  case $(stat -f -c %T / 2>/dev/null) in
    tmpfs) echo 'volatile tmpfs' ;;
    ramfs) echo 'volatile ramfs' ;;
  esac
  return 0
}

# Whether keepalived runs or will run, and what it is told: its configuration with what that includes.
linux_keepalived() {
  if [ ! -r /etc/keepalived/keepalived.conf ]; then return 0; fi
  if linux_runs keepalived; then echo 'state running'; else echo 'state stopped'; fi
  linux_keepalived_file /etc/keepalived/keepalived.conf 1 2>/dev/null |
    sed -n -e 's/[#!].*//' -e 's/^/conf /' -e p -e 5000q
  return 0
}

# linux_keepalived_file FILE DEPTH: names in it are relative to its folder, and may be patterns.
linux_keepalived_file() {
  cat "$1"
  echo
  if [ "$2" -ge 4 ]; then return 0; fi
  (
    cd "${1%/*}" || exit 0
    # shellcheck disable=SC2013 # names hold patterns: splitting and globbing are what is wanted
    for cv_file in $(sed -n 's/^[[:space:]]*include[armwb]*[[:space:]]\{1,\}\([^[:space:]#!]*\).*/\1/p' "$1"); do
      if [ ! -f "$cv_file" ]; then continue; fi
      case $cv_file in /*) ;; *) cv_file=$(pwd)/$cv_file ;; esac
      linux_keepalived_file "$cv_file" "$(($2 + 1))"
    done
  )
}

linux_runs() {
  for cv_comm in /proc/[0-9]*/comm; do
    if read -r cv_name <"$cv_comm" && [ "$cv_name" = "$1" ]; then return 0; fi
  done 2>/dev/null
  return 1
}

# The links through which SysV init starts culvert, whatever number insserv gave them.
linux_rc_links() {
  set -- /etc/rc[2345].d/S[0-9][0-9]culvert
  # shellcheck disable=SC2012 # the pattern has no odd characters
  if [ -h "$1" ]; then ls -ld "$@" | awk '$(NF - 1) == "->" { print $(NF - 2), $NF }'; fi
  return 0
}
