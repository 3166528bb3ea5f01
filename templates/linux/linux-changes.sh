# shellcheck shell=sh
# Changes on Linux that are no command of their own.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

set_setting() { printf '%s\n' "$2" >"/proc/sys/$1"; }

# set_forwarding VALUE, as linux_settings prints it.
set_forwarding() {
  (
    cv_on=${1%%,*}
    cd /proc/sys/net/ipv4 && echo "$cv_on" >ip_forward && echo $((1 - cv_on)) >conf/all/accept_redirects || exit 1
    # One that goes away meanwhile, or has gone since the value was seen, is nobody's any more.
    for cv_interface in conf/*/forwarding; do
      if [ "$cv_interface" != conf/all/forwarding ]; then { echo "$cv_on" >"$cv_interface"; } 2>/dev/null || [ ! -e "$cv_interface" ] || exit 1; fi
    done
    case $1 in *,*) ;; *) exit 0 ;; esac
    for cv_exception in $(echo "${1#*,}" | tr , ' '); do
      case $cv_exception in
        accept_redirects=*) echo "${cv_exception#*=}" >conf/all/accept_redirects ;;
        *)
          cv_interface=conf/${cv_exception%%=*}/forwarding
          { echo "${cv_exception#*=}" >"$cv_interface"; } 2>/dev/null || [ ! -e "$cv_interface" ]
          ;;
      esac || exit 1
    done
  )
}

# set_mss VIP PORT BYTES, or none. In a table of nft of its own where the host has nft: firewalld leaves that alone, and takes out
# every rule of iptables that it has not made.
set_mss() {
  if linux_takes_nft; then
    cv_text=$(linux_nft_mss_with "$@")
    printf '%s\n' "$cv_text" | nft -f - || return 1
    # Rules from before the host had nft.
    set -- "$1" "$2" none
    linux_iptables_has_mss || return 0
  fi
  set_iptables_mss "$@"
}

linux_iptables_has_mss() { command -v iptables >/dev/null 2>&1 && [ -n "$(linux_iptables_mss)" ]; }

# Whether nft is here, and the kernel has it for IPv4: the table may be empty.
linux_takes_nft() {
  command -v nft >/dev/null 2>&1 && nft 'add table ip culvert' 2>/dev/null &&
    nft 'add chain ip culvert mss { type filter hook output priority -150; policy accept; }' 2>/dev/null
}

# linux_nft_mss_with VIP PORT BYTES|none: the table with this rule, as one change for nft. A rule makes the number never greater.
linux_nft_mss_with() {
  linux_nft_mss | awk -v vip="$1" -v port="$2" -v bytes="$3" '
    function rule(vip, port, bytes) {
      text = text "    ip saddr " vip (port == 0 ? "" : " tcp sport " port) " tcp flags & (syn | rst) == syn tcp option maxseg size > " \
        bytes " tcp option maxseg size set " bytes " comment \"culvert\"\n"
    }
    $1 != vip || $2 != port { rule($1, $2, $3) }
    END {
      if (bytes != "none") rule(vip, port, bytes)
      print "table ip culvert {\n}\ndelete table ip culvert"
      if (text != "")
        print "table ip culvert {\n  chain mss {\n    type filter hook output priority -150; policy accept;\n" text "  }\n}"
    }'
}

# Of iptables. There is a rule all the time: TCPMSS never makes the number greater, so two do what the lesser
# one says (net/netfilter/xt_TCPMSS.c).
set_iptables_mss() {
  cv_before=$(linux_iptables_mss | awk -v vip="$1" -v port="$2" '$1 == vip && $2 == port { print $3 }')
  if [ "$3" != none ]; then mss_rule -I "$@" || return 1; fi
  for cv_size in $cv_before; do mss_rule -D "$1" "$2" "$cv_size" || return 1; done
}

# mss_rule -I|-D VIP PORT BYTES
mss_rule() {
  cv_verb=$1
  cv_vip=$2
  cv_bytes=$4
  if [ "$3" = 0 ]; then set --; else set -- --sport "$3"; fi
  iptables -w -t mangle "$cv_verb" OUTPUT -s "$cv_vip/32" -p tcp -m tcp "$@" --tcp-flags SYN,RST SYN \
    -m comment --comment culvert -j TCPMSS --set-mss "$cv_bytes"
}

# cv_os_is_same FILE TEXT: whether a look shows what it showed then. Of ip_forward that is its value, and of the interfaces that
# differed from it those that are still there; others may have come.
cv_os_is_same() {
  cv_is_text "$1" "$2" && return 0
  cv_read "$1"
  case $cv_line:$2 in [01],*:[01]* | [01]*:[01],*) ;; *) return 1 ;; esac
  [ "$(linux_still "$cv_line" "$cv_line")" = "$(linux_still "$2" "$cv_line")" ]
}

# linux_still VALUE THEN: the value with those exceptions that the earlier value had for what is still there.
linux_still() {
  printf '%s' "${1%%,*}"
  case $1 in *,*) ;; *) return 0 ;; esac
  for cv_exception in $(echo "${1#*,}" | tr , ' '); do
    case ,$2, in
      *,"${cv_exception%%=*}"=*)
        case ${cv_exception%%=*} in
          accept_redirects) printf ',%s' "$cv_exception" ;;
          *) if [ -e "/proc/sys/net/ipv4/conf/${cv_exception%%=*}" ]; then printf ',%s' "$cv_exception"; fi ;;
        esac
        ;;
    esac
  done
}

load_module() { [ -d "/sys/module/$1" ] || modprobe "$1"; }

# reserve_interface NAME: before the interface is made, tells those that configure new interfaces by patterns to leave it alone:
# udev, which runs systemd-sysctl for each (an explicit key is exempt from globs, sysctl.d(5)), systemd-networkd and NetworkManager.
# What is in /run is gone after a reboot. The files in /etc follow at confirm; their names differ, because a file in /etc hides
# one of the same name in /run.
reserve_interface() {
  if linux_has_sysctl_d; then
    linux_write_run "/run/sysctl.d/99-zz-culvert-$1.conf" "-net/ipv4/conf/$1/rp_filter = 2" || return 1
  fi
  if linux_has_networkd; then
    linux_write_run "/run/systemd/network/00-culvert-$1.network" '[Match]' "Name=$1" '' '[Link]' 'Unmanaged=yes' || return 1
    networkctl reload >/dev/null 2>&1
  fi
  if linux_has_networkmanager; then
    linux_write_run "/run/NetworkManager/conf.d/culvert-$1.conf" '[keyfile]' "unmanaged-devices+=interface-name:$1" || return 1
    nmcli general reload conf >/dev/null 2>&1
  fi
  return 0
}

# release_interface NAME
release_interface() {
  rm -f "/run/sysctl.d/99-zz-culvert-$1.conf" "/run/systemd/network/00-culvert-$1.network" \
    "/run/NetworkManager/conf.d/culvert-$1.conf"
}

# look_reserved NAME
look_reserved() {
  for cv_file in "/run/sysctl.d/99-zz-culvert-$1.conf" "/run/systemd/network/00-culvert-$1.network" \
    "/run/NetworkManager/conf.d/culvert-$1.conf"; do
    if [ -r "$cv_file" ]; then cat "$cv_file"; else echo absent; fi
  done
}

# linux_write_run FILE LINE...: others read it.
linux_write_run() {
  cv_file=$1
  shift
  (umask 022 && mkdir -p "${cv_file%/*}" && printf '%s\n' "$@" >"$cv_file")
}

# Waits, for a while, until udev has done with new interfaces what its rules say: what culvert sets comes after it.
settle_devices() {
  if [ -S /run/udev/control ] && command -v udevadm >/dev/null 2>&1; then udevadm settle --timeout=10 >/dev/null 2>&1; fi
  return 0
}

# Connections that a destination still has, for the drain: `destination RIP:PORT ACTIVE INACTIVE` for each. ip_vs counts one
# that is still being made as inactive, like those that have ended; where nobody new is let in (weight 0) it would be lost
# with its destination, and counts as active here. That costs a look at every connection, so only where there may be one.
cv_os_connections() {
  cv_counts=$(ipvsadm -Ln "$1" "$2" 2>/dev/null | awk '$1 == "->" && NR > 3 { print $2, $4, $5, $6 }')
  {
    printf '%s\n' "$cv_counts"
    if printf '%s\n' "$cv_counts" | awk '$2 == 0 && $3 == 0 && $4 > 0 { some = 1 } END { exit !some }'; then
      ipvsadm -Lnc 2>/dev/null
    fi
  } | awk -v kind="$1" -v key="$2" '
    NF == 4 && $2 ~ /^[0-9]+$/ {
      to[++count] = $1
      weight[$1] = $2
      counted[$1] = active[$1] = $3
      inactive[$1] = $4
    }
    # The one that was being made when they were counted may have been made since.
    $3 != "SYN_RECV" && !($3 == "ESTABLISHED" && counted[$6] == 0) { next }
    ($5 == key || kind == "-f") && ($6 in weight) && weight[$6] == 0 && inactive[$6] > 0 {
      active[$6]++
      inactive[$6]--
    }
    END { for (place = 1; place <= count; place++) print to[place], active[to[place]], inactive[to[place]] }'
}
