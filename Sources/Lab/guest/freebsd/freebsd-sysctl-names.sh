#!/boot/culvert-lab/linux/bin/bash
# freebsd-sysctl-names.sh, sourced by freebsd-sysctl.sh: the names and what is behind them.
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
proc=/boot/culvert-lab/proc

# Values that can be set and that the kernel below has too, by its own name.
declare -A linux_name=(
  [net.inet.ip.forwarding]=net/ipv4/ip_forward
)
# Values that can be set and are only remembered; each is as it is on a fresh host.
declare -A remembered=(
  [net.inet.ip.redirect]=1 [net.inet.ip.sourceroute]=0 [net.inet.ip.accept_sourceroute]=0 [net.inet.ip.ttl]=64
  [net.inet.ip.no_same_prefix]=0 [net.inet.tcp.mssdflt]=536 [net.inet.tcp.path_mtu_discovery]=1
  [net.inet.tcp.tso]=1 [net.inet.icmp.icmplim]=200 [net.inet.icmp.drop_redirect]=0 [net.inet.tcp.blackhole]=0
  [net.inet.udp.blackhole]=0 [kern.ipc.somaxconn]=128 [net.inet6.ip6.forwarding]=0 [net.inet6.ip6.auto_linklocal]=1
  [security.bsd.see_other_uids]=1 [kern.maxfiles]=32768
)
# Values that this personality carries out only as long as nobody changes them.
declare -A fixed=([net.link.ether.inet.proxyall]=0)
if since 14; then
  fixed+=([net.inet.ip.rfc1122_strong_es]=0 [net.inet.ip.source_address_validation]=1)
else
  fixed[net.inet.ip.check_interface]=0
fi
# Those that come with if_gif.
declare -A gif=([net.inet.ip.gifttl]=30 [net.link.gif.max_nesting]=1)
since 12 || gif[net.link.gif.parallel_tunnels]=0

known() { # NAME
  [ -n "${linux_name[$1]-}${remembered[$1]-}${fixed[$1]-}" ] && return
  if [ -n "${gif[$1]-}" ]; then [ -e "$state/kld/if_gif" ]; return; fi
  case $1 in
    kern.boot_id) since 13; return ;;
    kern.ostype | kern.osrelease | kern.osreldate | kern.version | kern.hostname | kern.boottime | hw.machine | \
      hw.machine_arch | hw.ncpu | hw.model | kern.bootfile | kern.securelevel | vm.loadavg | kern.osrevision | \
      kern.smp.cpus | hw.physmem | kern.ident | kern.clockrate | security.jail.jailed) return 0 ;;
  esac
  return 1
}

read_only() { [[ $1 == @(kern.os*|kern.boot_id|kern.version|kern.boottime|hw.*|kern.bootfile|vm.loadavg|kern.ident|security.jail.jailed|kern.smp.cpus) ]]; }

# A name above others; only such as have all their leaves here.
branch() { # NAME
  local name
  leaves=()
  [ "$1" = net.link.gif ] && [ -e "$state/kld/if_gif" ] || return 1
  for name in "${!gif[@]}"; do [[ $name != net.link.gif.* ]] || leaves+=("$name"); done
}

# Names that this release has not.
absent() { # NAME
  case $1 in
    net.link.gif | net.link.gif.* | net.inet.ip.gifttl) [ ! -e "$state/kld/if_gif" ] || [ "$1" != net.link.gif ] ;;
    kern.boot_id | net.inet.ip.check_interface | net.inet.ip.rfc1122_strong_es | net.inet.ip.source_address_validation) true ;;
    net.ipv4.* | net.ipv6.* | net.core.* | kernel.* | vm.swappiness | *nosuch*) true ;;
    *) false ;;
  esac
}

value_of() { # NAME
  local path key
  if [ -n "${linux_name[$1]-}" ]; then
    read -r value <"$proc/sys/${linux_name[$1]}"
  elif [ -e "$state/sysctl/$1" ]; then
    read -r value <"$state/sysctl/$1"
  else
    value=${remembered[$1]-}${fixed[$1]-}${gif[$1]-}
  fi
  case $1 in
    kern.ostype) value=FreeBSD ;;
    kern.osrelease) value=$release ;;
    kern.osreldate) value=$osreldate ;;
    kern.osrevision) value=199506 ;;
    kern.version) value="FreeBSD $release GENERIC" ;;
    kern.hostname) read -r value <"$proc/sys/kernel/hostname" ;;
    kern.boottime) boot_time ;;
    kern.bootfile) value=/boot/kernel/kernel ;;
    kern.ident) value=GENERIC ;;
    kern.securelevel) value=-1 ;;
    kern.clockrate) value='{ hz = 100, tick = 10000, profhz = 8128, stathz = 127 }' ;;
    hw.machine | hw.machine_arch) value=amd64 ;;
    hw.model) value='User Mode CPU' ;;
    hw.ncpu | kern.smp.cpus) value=1 ;;
    hw.physmem) while read -r key value _; do [ "$key" != MemTotal: ] || break; done <"$proc/meminfo"; value=$((value * 1024)) ;;
    security.jail.jailed) value=0 ;;
    vm.loadavg) read -r value path key _ <"$proc/loadavg"; value="{ $value $path $key }" ;;
  esac
}

boot_time() {
  local key seconds text
  while read -r key seconds; do [ "$key" != btime ] || break; done <"$proc/stat"
  printf -v text '%(%a %b %e %H:%M:%S %Y)T' "$seconds"
  value="{ sec = $seconds, usec = 389340 } $text"
}

set_value() { # NAME, VALUE
  if [ -n "${linux_name[$1]-}" ]; then
    echo "$2" >"$proc/sys/${linux_name[$1]}"
  elif [ -n "${fixed[$1]-}" ]; then
    [ "$2" = "${fixed[$1]}" ] || unknown "$1=$2"
  elif [ "$1" = kern.hostname ]; then
    echo "$2" >"$proc/sys/kernel/hostname"
  else
    echo "$2" >"$state/sysctl/$1"
  fi
}
