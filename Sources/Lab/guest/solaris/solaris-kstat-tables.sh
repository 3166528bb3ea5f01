# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-kstat-tables.sh, sourced by solaris-kstat.sh: which statistics there are, and their values.
#
# Interfaces. Solaris 10: ip:N:ip.tunN, of the tunnel's module [S POL tun_statinit]; e1000g:0:e1000g0 [S POL dls_stat.c].
# illumos: link:0:LINK for every link, with an interface on it or not [S GATE dls_stat.c, dls_mgmt.c]. Both: lo:0:lo0, which
# counts packets only [S POL ip_if.c]. A card's own (mac, statistics, its rings) are not played.
link_statistics='brdcstrcv brdcstxmt collisions ierrors ifspeed ipackets ipackets64 multircv multixmt norcvbuf noxmtbuf
  obytes obytes64 oerrors opackets opackets64 rbytes rbytes64 unknowns'
tun_statistics='allocbfail blocked ierrors ipackets ipackets64 multircv multircv64 multixmt multixmt64 norcvbuf noxmtbuf
  obytes obytes64 oerrors opackets opackets64 rbytes rbytes64 xmtretry'

# The names are those of the MIBs without their protocol's, and these [S POL ip_kstat_init, tcp_kstat_init,
# udp_kstat_init, rawip_kstat_init]; sizes of the kernel's structures are [M], and of no use to anybody.
ip_names='inErrs=tcpInErrs noPorts=udpNoPorts addrEntrySize:96 routeEntrySize:192 netToMediaEntrySize:72 memberEntrySize:56
  udpInCksumErrs=udpInCksumErrs udpInOverflows=udpInOverflows rawipInOverflows=rawipInOverflows
  ipsecInSucceeded=ipsecInSucceeded ipsecInFailed=ipsecInFailed'
icmp_names='inChksumErrs=icmpInCksumErrs inOverFlows=icmpInOverflows'
tcp_names='inDataInorderSegs=tcpInInorderSegs inDataInorderBytes=tcpInInorderBytes inDataUnorderSegs=tcpInUnorderSegs
  inDataUnorderBytes=tcpInUnorderBytes inDataDupSegs=tcpInDupSegs inDataDupBytes=tcpInDupBytes
  inDataPartDupSegs=tcpInPartDupSegs inDataPartDupBytes=tcpInPartDupBytes inDataPastWinSegs=tcpInPastWinSegs
  inDataPastWinBytes=tcpInPastWinBytes outSackRetransSegs=tcpOutSackRetrans connTableSize:56 connTableSize6:84'
udp_names='entrySize:16 entry6Size:36'
rawip_names=''

# Sets all: "MODULE INSTANCE NAME CLASS" of each, in kstat's order. A fork is dear in a guest, so nothing here sorts.
all_kstats() {
  local name
  local -a tunnels=() links=()
  if classic; then
    for name in ${N[links]:-}; do tunnels[10#${name#ip.tun}]="ip ${name#ip.tun} $name net"; done
    all=('e1000g 0 e1000g0 net')
  else
    for name in e1000g0 ${N[links]:-}; do insert_link "$name"; done
  fi
  all+=('icmp 0 rawip mib2' 'ip 0 icmp mib2' 'ip 0 ip mib2' "${tunnels[@]}" "${links[@]}" 'lo 0 lo0 net' 'tcp 0 tcp mib2'
    'udp 0 udp mib2' 'unix 0 system_misc misc')
}

insert_link() { # LINK
  local index=${#links[@]}
  while ((index > 0)) && [[ ${links[index - 1]} > "link 0 $1 net" ]]; do
    links[index]=${links[index - 1]}
    index=$((index - 1))
  done
  links[index]="link 0 $1 net"
}

statistics_of() { # MODULE INSTANCE NAME CLASS: sets values
  local -a word
  read -r -a word <<<"$1"
  case ${word[0]} in
    unix) system_statistics ;;
    lo) loopback_statistics ;;
    link | e1000g) interface_statistics "${word[2]}" "$link_statistics" ;;
    ip | icmp | tcp | udp)
      if [[ ${word[2]} == ip.tun* ]]; then interface_statistics "${word[2]}" "$tun_statistics"; else
        mib_statistics "${word[2]}"
      fi
      ;;
  esac
}

loopback_statistics() {
  local -A C
  link_counters lo0
  values=([ipackets]=${C[ipackets]} [opackets]=${C[opackets]})
}

# Counters with 32 bits begin again at 0; those that nobody counts beneath are what they are on an idle host.
interface_statistics() { # IF or LINK, NAMES
  local key
  local -A C
  link_counters "$1"
  for key in $2; do
    case $key in
      *64) values[$key]=${C[${key%64}]:-0} ;;
      *) values[$key]=$((${C[$key]:-0} & 0xffffffff)) ;;
    esac
  done
  [[ $1 != e1000g0 ]] || values[ifspeed]=1000000000
  classic || link_state "$1"
}

# LINK_STATE_UP is 1, LINK_DUPLEX_FULL 2; a tunnel has no duplex, and is up as long as it is bound [S iptun.c].
link_state() { # LINK
  values+=([link_state]=1 [link_duplex]=2 [zonename]=${condition[zonename]:-global})
  [[ $1 != e1000g0 ]] || return 0
  values[link_duplex]=0
  [[ -n ${N[$1,tsrc]:-} && -n ${N[$1,tdst]:-} ]] || values[link_state]=0
}

mib_statistics() { # NAME
  local -n entries=$1_counters more=$1_names
  local entry key value
  local -A named=()
  [[ ${#K[@]} != 0 ]] || read_protocols
  for entry in "${entries[@]}"; do
    [[ $entry == *=* ]] || continue
    counter value "${entry#*=}"
    named[${entry%%=*}]=$value
    key=${entry%%=*} && key=${key#"$1"}
    [[ ${entry%%=*} != "$1"* ]] || values[${key,}]=$value
  done
  for entry in $more; do
    case $entry in
      *:*) values[${entry%:*}]=${entry#*:} ;;
      *)
        key=${entry#*=} && key=${key#"$1"} && unset -v "values[${key,}]"
        values[${entry%=*}]=${named[${entry#*=}]}
        ;;
    esac
  done
}

system_statistics() {
  [[ -n $statistic ]] || unknown 'all statistics of system_misc'
  values=([boot_time]=${N[boot]} [lbolt]=${up/./} [clk_intr]=${up/./} [ncpus]=1)
}
