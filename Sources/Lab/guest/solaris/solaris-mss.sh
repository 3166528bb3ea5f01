# shellcheck shell=bash
# shellcheck disable=SC2004,SC2034,SC2154
# solaris-mss.sh, sourced by solaris-tcp.sh: makes the Linux kernel beneath do what tcp_mss_max_ipv4 and
# tcp_use_smss_as_mss_opt say.
#
# N = tcp_mss_max_ipv4 does not limit what a host announces; it limits what it sends [S OpenSolaris of 2006 and of 2008,
# tcp.c; S illumos of 2015, tcp.c, tcp_input.c and tcp_output.c; all three alike]:
#   tcp_adapt_ire, tcp_set_destination   the route's MTU is kept as it is (tcp_if_mtu, tcp_initial_pmtu), and becomes a
#                                        tcp_mss of at most N: the MTU is held against N as if it were a segment
#   tcp_process_options                  the peer's MSS is cut to N; tcp_mss loses the headers, 40 or with timestamps 52;
#                                        the smaller of both, with the same options, is what is sent at most (SMSS)
#   tcp_mss_set                          which is never below tcp_mss_min, 108, and never above N
#   tcp_xmit_mp (2015: tcp_xmit_mp_aux_iss)   the option in a SYN and in a SYN-ACK is that MTU - 40; with
#                                        tcp_use_smss_as_mss_opt, by default 0, it is the SMSS: in a SYN-ACK only
# So with N = 1440 alone a listener of an Ethernet announces 1460 and sends 1400 (1388 with timestamps); with both, a
# client gets a SYN-ACK of 1400 (1388). A SYN is never changed.
#
# Here a rule on what comes in lowers what peers announce, and so what Linux sends; one on what goes out lowers the SYN-ACK.
# TCPMSS never raises. Linux differs, and cannot be told otherwise:
#   - the MTU is the card's 1500; with a smaller one, timestamps and the second parameter a SYN-ACK has up to 12 too many;
#   - Solaris' SYN-ACK has a smaller MSS of the peer's then, as that is its SMSS too; here it has the host's own.

apply_mss() {
  local most smss rules='' segment
  tcp_value most _mss_max_ipv4
  tcp_value smss _use_smss_as_mss_opt
  [[ $most,$smss != "${N[k,mss]:-65495,0}" ]] || return 0
  if ((most < 1500)); then
    sent_segment 40
    rules+="-A solaris-in -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss $segment"$'\n'
  fi
  if [[ $smss == 1 ]]; then
    announce 52 '--tcp-option 8'
    announce 40 ''
  fi
  tell_netfilter "$rules"
  N[k,mss]=$most,$smss
}

sent_segment() { # LENGTH OF THE HEADERS: sets segment
  segment=$(((most < 1500 ? most : 1500) - $1))
  ((segment >= 108)) || segment=108
  ((segment <= most)) || segment=$most
}

# Adds to rules. The first that lowers wins: the second would have to raise.
announce() { # LENGTH OF THE HEADERS, WHAT ELSE THE PACKET HAS
  sent_segment "$1"
  rules+="-A solaris-out -p tcp --tcp-flags SYN,RST,ACK SYN,ACK $2 -j TCPMSS --set-mss $segment"$'\n'
}

# All of it at once; chains that are named lose what they had, others are left alone.
tell_netfilter() { # RULES
  local said jumps=''
  if [[ -z ${N[k,mss]:-} ]]; then
    "$lab/busybox" modprobe -a ip_tables iptable_mangle xt_tcpudp xt_TCPMSS
    jumps=$'-A INPUT -j solaris-in\n-A OUTPUT -j solaris-out\n'
  fi
  said=$(XTABLES_LOCKFILE=$state/xtables iptables-legacy-restore --noflush 2>&1 \
    <<<$'*mangle\n:solaris-in -\n:solaris-out -\n'"$jumps$1"COMMIT) || {
    arguments="$1"
    unknown "why the kernel beneath refuses: $said"
  }
}
