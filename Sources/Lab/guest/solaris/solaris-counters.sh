# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-counters.sh, sourced by netstat and kstat: what the kernel beneath has counted, under the names that Solaris' MIBs
# have for it, in the order of netstat -s [S netstat.c and mib2.h: POL and GATE have the same].
#
# A name's source is a counter of Linux (/proc/net/snmp, /proc/net/netstat), or a number. Where it is 0, Linux has no such
# number, and what stands there is what an idle system says: of TCP all that counts bytes, acknowledgements and windows,
# of ICMP what depends on the code and not on the type, of raw sockets everything.
declare -gA K=() # SECTION.NAME of Linux
odd=0

rawip_counters=(rawipInDatagrams=0 rawipInErrors=0 rawipInCksumErrs=0 rawipOutDatagrams=0 rawipOutErrors=0)

# Linux' errors of input include two that Solaris counts under IP.
udp_counters=(udpInDatagrams=Udp.InDatagrams udpInErrors=Own.UdpErrors udpOutDatagrams=Udp.OutDatagrams
  udpOutErrors=Udp.SndbufErrors)

# Both systems leave out of the segments sent what is sent again. The limits are ndd's defaults [S tcp_param_arr].
tcp_counters=(tcpRtoAlgorithm=4 tcpRtoMin=400 tcpRtoMax=60000 tcpMaxConn=-1 tcpActiveOpens=Tcp.ActiveOpens
  tcpPassiveOpens=Tcp.PassiveOpens tcpAttemptFails=Tcp.AttemptFails tcpEstabResets=Tcp.EstabResets
  tcpCurrEstab=Tcp.CurrEstab tcpOutSegs=Tcp.OutSegs tcpOutDataSegs=TcpExt.TCPOrigDataSent tcpOutDataBytes=0
  tcpRetransSegs=Tcp.RetransSegs tcpRetransBytes=0 tcpOutAck=0 tcpOutAckDelayed=TcpExt.DelayedACKs tcpOutUrg=0
  tcpOutWinUpdate=0 tcpOutWinProbe=TcpExt.TCPWinProbe tcpOutControl=0 tcpOutRsts=Tcp.OutRsts
  tcpOutFastRetrans=TcpExt.TCPFastRetrans tcpInSegs=Tcp.InSegs -
  tcpInAckSegs=0 tcpInAckBytes=0 tcpInDupAck=0 tcpInAckUnsent=0 tcpInInorderSegs=0 tcpInInorderBytes=0
  tcpInUnorderSegs=TcpExt.TCPOFOQueue tcpInUnorderBytes=0 tcpInDupSegs=TcpExt.TCPDSACKOldSent tcpInDupBytes=0
  tcpInPartDupSegs=0 tcpInPartDupBytes=0 tcpInPastWinSegs=0 tcpInPastWinBytes=0 tcpInWinProbe=0 tcpInWinUpdate=0
  tcpInClosed=0 tcpRttNoUpdate=0 tcpRttUpdate=0 tcpTimRetrans=TcpExt.TCPTimeouts
  tcpTimRetransDrop=TcpExt.TCPAbortOnTimeout tcpTimKeepalive=0 tcpTimKeepaliveProbe=TcpExt.TCPKeepAlive
  tcpTimKeepaliveDrop=0 tcpListenDrop=TcpExt.ListenOverflows tcpListenDropQ0=TcpExt.TCPReqQFullDrop tcpHalfOpenDrop=0
  tcpOutSackRetrans=0)

# What arrives for somebody else, at a host that does not forward, is prohibited to Solaris [S POL ip_rput_noire, GATE
# ire_recv_forward_v4] and an address error to Linux: a tunnel's packet for a VIP that the host has not, for one.
ip_counters=(ipForwarding=Ip.Forwarding ipDefaultTTL=255 ipInReceives=Ip.InReceives ipInHdrErrors=Ip.InHdrErrors
  ipInAddrErrors=0 ipInCksumErrs=IpExt.InCsumErrors ipForwDatagrams=Ip.ForwDatagrams ipForwProhibits=Ip.InAddrErrors
  ipInUnknownProtos=Own.UnknownProtos ipInDiscards=Ip.InDiscards ipInDelivers=Own.Delivers ipOutRequests=Ip.OutRequests
  ipOutDiscards=Ip.OutDiscards ipOutNoRoutes=Ip.OutNoRoutes ipReasmTimeout=Own.ReasmTimeout ipReasmReqds=Ip.ReasmReqds
  ipReasmOKs=Ip.ReasmOKs ipReasmFails=Ip.ReasmFails ipReasmDuplicates=0 ipReasmPartDups=IpExt.ReasmOverlaps
  ipFragOKs=Ip.FragOKs ipFragFails=Ip.FragFails ipFragCreates=Ip.FragCreates ipRoutingDiscards=0 tcpInErrs=Tcp.InErrs
  udpNoPorts=Udp.NoPorts udpInCksumErrs=Udp.InCsumErrors udpInOverflows=Udp.RcvbufErrors rawipInOverflows=0
  ipsecInSucceeded=0 ipsecInFailed=0 ipInIPv6=0 ipOutIPv6=0 ipOutSwitchIPv6=0)

icmp_counters=(icmpInMsgs=Icmp.InMsgs icmpInErrors=Icmp.InErrors icmpInCksumErrs=Icmp.InCsumErrors icmpInUnknowns=0
  icmpInDestUnreachs=Icmp.InDestUnreachs icmpInTimeExcds=Icmp.InTimeExcds icmpInParmProbs=Icmp.InParmProbs
  icmpInSrcQuenchs=Icmp.InSrcQuenchs icmpInRedirects=Icmp.InRedirects icmpInBadRedirects=0 icmpInEchos=Icmp.InEchos
  icmpInEchoReps=Icmp.InEchoReps icmpInTimestamps=Icmp.InTimestamps icmpInTimestampReps=Icmp.InTimestampReps
  icmpInAddrMasks=Icmp.InAddrMasks icmpInAddrMaskReps=Icmp.InAddrMaskReps icmpInFragNeeded=0 icmpOutMsgs=Icmp.OutMsgs
  icmpOutDrops=0 icmpOutErrors=Icmp.OutErrors icmpOutDestUnreachs=Icmp.OutDestUnreachs
  icmpOutTimeExcds=Icmp.OutTimeExcds icmpOutParmProbs=Icmp.OutParmProbs icmpOutSrcQuenchs=Icmp.OutSrcQuenchs
  icmpOutRedirects=Icmp.OutRedirects icmpOutEchos=Icmp.OutEchos icmpOutEchoReps=Icmp.OutEchoReps
  icmpOutTimestamps=Icmp.OutTimestamps icmpOutTimestampReps=Icmp.OutTimestampReps icmpOutAddrMasks=Icmp.OutAddrMasks
  icmpOutAddrMaskReps=Icmp.OutAddrMaskReps icmpOutFragNeeded=0 icmpInOverflows=0)

read_protocols() {
  local file kind names values index
  local -a name value
  for file in snmp netstat; do
    while read -r kind names && read -r kind values; do
      read -r -a name <<<"$names"
      read -r -a value <<<"$values"
      for index in "${!name[@]}"; do K[${kind%:}.${name[index]}]=${value[index]}; done
    done <"$linux/proc/net/$file"
  done
  own_counters
}

# Where two numbers of Linux make one of Solaris. How long fragments wait: [S POL ip.c, GATE ip_tunables.c].
own_counters() {
  local strangers
  strangers_now
  K[Own.UdpErrors]=$((${K[Udp.InErrors]:-0} - ${K[Udp.RcvbufErrors]:-0} - ${K[Udp.InCsumErrors]:-0}))
  K[Own.UnknownProtos]=$((${K[Ip.InUnknownProtos]:-0} + strangers))
  K[Own.Delivers]=$((${K[Ip.InDelivers]:-0} - strangers))
  if classic; then K[Own.ReasmTimeout]=60; else K[Own.ReasmTimeout]=15; fi
}

# What arrived in a tunnel's protocol and for no tunnel, in strangers: Linux knows it as long as there is no tunnel at all, and
# then takes it for delivered (see watch_arrivals in solaris-kernel.sh).
strangers_now() {
  local name line
  local -A C
  strangers=${N[k,strangers]:-0}
  [[ -n ${N[k,retired]:-} ]] || return 0
  while read -r line; do
    [[ ! $line =~ ^Sent\ [0-9]+\ bytes\ ([0-9]+)\ pkt ]] || strangers=$((strangers + BASH_REMATCH[1] - N[k,retired]))
  done < <(tc -s filter show dev eth0 parent ffff: 2>/dev/null)
  for name in ${N[k,tunnels]:-}; do
    link_counters "$name"
    strangers=$((strangers - C[arrived]))
  done
}

counter() { # VARIABLE, SOURCE
  case $2 in
    [A-Z]*) printf -v "$1" '%u' $((${K[$2]:-0} & 0xffffffff)) ;;
    *) printf -v "$1" '%d' "$2" ;;
  esac
}

# Packets, bytes and errors of an interface, in the associative array that the caller has declared as C. A tunnel that is not
# bound is not in the kernel beneath, and has counted nothing.
link_counters() { # IF or LINK
  local device line word index
  local -a name=(rbytes ipackets ierrors idrops fifo frame compressed multircv obytes opackets oerrors odrops)
  C=([collisions]=0 [arrived]=0)
  for word in "${name[@]}"; do C[$word]=0; done
  device_of "$1"
  [[ -n $device ]] || return 0
  while IFS=: read -r line word; do
    [[ ${line##* } == "$device" ]] || continue
    read -r -a line <<<"$word"
    for index in "${!name[@]}"; do C[${name[index]}]=${line[index]}; done
    C[collisions]=${line[13]} C[arrived]=$((C[ipackets] + C[ierrors]))
  done <"$linux/proc/net/dev"
  [[ $1 == lo0 || $1 == e1000g0 ]] || tunnel_counters
}

device_of() { # IF: sets device
  case $1 in
    lo0) device=lo ;;
    e1000g0) device=eth0 ;;
    *) device=${N[k,$1,device]:-} ;;
  esac
}

# A tunnel counts as sent on Solaris 10 what it then drops as well, and as received what was in error [S POL tun_wdata_v4];
# iptun of illumos counts apart. No tunnel collides; Linux counts so what would go through itself.
tunnel_counters() {
  C[collisions]=0
  if classic; then
    C[opackets]=$((C[opackets] + C[oerrors]))
    C[ipackets]=${C[arrived]}
  fi
}
