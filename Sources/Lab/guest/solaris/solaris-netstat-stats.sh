# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154
# solaris-netstat-stats.sh, sourced by solaris-netstat.sh: netstat -s [S stat_report].
#
# The groups come in the order in which the modules of netstat's stream answer: icmp, udp, tcp, ip [S mibopen,
# ip_snmp_get]. For IPv6, SCTP and IGMP the personality has only what an idle system says.
ipv6_counters=(ipv6Forwarding=2 ipv6DefaultHopLimit=255 ipv6InReceives ipv6InHdrErrors ipv6InTooBigErrors ipv6InNoRoutes
  ipv6InAddrErrors ipv6InUnknownProtos ipv6InTruncatedPkts ipv6InDiscards ipv6InDelivers ipv6OutForwDatagrams
  ipv6OutRequests ipv6OutDiscards ipv6OutNoRoutes ipv6OutFragOKs ipv6OutFragFails ipv6OutFragCreates ipv6ReasmReqds
  ipv6ReasmOKs ipv6ReasmFails ipv6InMcastPkts ipv6OutMcastPkts ipv6ReasmDuplicates ipv6ReasmPartDups ipv6ForwProhibits
  udpInCksumErrs udpInOverflows rawipInOverflows ipv6InIPv4 ipv6OutIPv4 ipv6OutSwitchIPv4)
icmpv6_counters=(icmp6InMsgs icmp6InErrors icmp6InDestUnreachs icmp6InAdminProhibs icmp6InTimeExcds icmp6InParmProblems
  icmp6InPktTooBigs icmp6InEchos icmp6InEchoReplies icmp6InRouterSols icmp6InRouterAds icmp6InNeighborSols
  icmp6InNeighborAds icmp6InRedirects icmp6InBadRedirects icmp6InGroupQueries icmp6InGroupResps icmp6InGroupReds
  icmp6InOverflows '=' icmp6OutMsgs icmp6OutErrors icmp6OutDestUnreachs icmp6OutAdminProhibs icmp6OutTimeExcds
  icmp6OutParmProblems icmp6OutPktTooBigs icmp6OutEchos icmp6OutEchoReplies icmp6OutRouterSols icmp6OutRouterAds
  icmp6OutNeighborSols icmp6OutNeighborAds icmp6OutRedirects icmp6OutGroupQueries icmp6OutGroupResps icmp6OutGroupReds)
sctp_counters=(sctpRtoAlgorithm=vanj sctpRtoMin=1000 sctpRtoMax=60000 sctpRtoInitial=3000 sctpMaxAssocs=-1
  sctpValCookieLife=60000 sctpMaxInitRetr=8 sctpCurrEstab sctpActiveEstab sctpPassiveEstab sctpAborted sctpShutdowns
  sctpOutOfBlue sctpChecksumError sctpOutCtrlChunks sctpOutOrderChunks sctpOutUnorderChunks sctpRetransChunks sctpOutAck
  sctpOutAckDelayed sctpOutWinUpdate sctpOutFastRetrans sctpOutWinProbe sctpInCtrlChunks sctpInOrderChunks
  sctpInUnorderChunks sctpInAck sctpInDupAck sctpInAckUnsent sctpFragUsrMsgs sctpReasmUsrMsgs sctpOutSCTPPkts
  sctpInSCTPPkts sctpInInvalidCookie sctpTimRetrans sctpTimRetransDrop sctpTimHearBeatProbe sctpTimHearBeatDrop
  sctpListenDrop sctpInClosed)

print_statistics() {
  read_protocols
  group raw RAWIP both "${rawip_counters[@]}"
  group udp UDP both "${udp_counters[@]}"
  group tcp TCP both "${tcp_counters[@]}"
  group ip "IP$four" inet "${ip_counters[@]}"
  group ipv6 IPv6 inet6 "${ipv6_counters[@]}"
  group icmp "ICMP$four" inet "${icmp_counters[@]}"
  group icmpv6 ICMPv6 inet6 "${icmpv6_counters[@]}"
  ! is_wanted igmp inet || print_igmp
  group sctp SCTP both "${sctp_counters[@]}"
  printf '\n'
}

is_wanted() { # PROTOCOL, FAMILY
  [[ -z $protocol || $protocol == "$1" ]] || return 1
  [[ $2 == both ]] || selected "$2"
}

# An entry is NAME=SOURCE, or NAME where that is 0; - ends a line, = ends it and begins anew [S prval_end, prval_init].
group() { # PROTOCOL, TITLE, FAMILY, ENTRY...
  is_wanted "$1" "$3" || return 0
  printf '\n%s' "$2"
  shift 3
  odd=0
  local entry value
  for entry; do
    case $entry in
      - | =) end_line "$entry" ;;
      *=vanj) print_value "${entry%%=*}" "  vanj" ;;
      *=*) counter value "${entry#*=}" && print_value "${entry%%=*}" "$value" ;;
      *) print_value "$entry" 0 ;;
    esac
  done
  end_line -
}

print_value() { # NAME, VALUE
  printf '\t%-20s=%6s' "$1" "$2"
  ((odd++ % 2 == 0)) || printf '\n'
}

end_line() { # - or =
  ((odd++ % 2 == 0)) || printf '\n'
  [[ $1 == - ]] || odd=0
}

print_igmp() {
  local text
  printf '\nIGMP:\n'
  for text in 'messages received' 'messages received with too few bytes' 'messages received with bad checksum' \
    'membership queries received' 'membership queries received with invalid field(s)' 'membership reports received' \
    'membership reports received with invalid field(s)' 'membership reports received for groups to which we belong' \
    'membership reports sent'; do
    printf ' %10u %s\n' 0 "$text"
  done
}
