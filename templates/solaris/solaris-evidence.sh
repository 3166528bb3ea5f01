# shellcheck shell=sh
# Evidence on Solaris, what became of the packets that came here; and clients, what becomes of packets from and to them.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# How it is known: P is the source of OpenSolaris of October 2006 (polaris) and O that of 2008 (onarm), both with the tun of
# Solaris 10; N is illumos of March 2015 (illumos-nexenta). Nothing of it has been seen on a real host; Solaris 10 itself and
# Solaris 11 are taken to be like these.
#
# cv_os_evidence VIP PORT CLIENT. Unlike Linux' reply, that of route(1M) cannot be asked for from the VIP: RTM_GET takes no
# source (ip_rts.c, P N).
cv_os_evidence() {
  cv_section received solaris_received
  cv_section sockets solaris_sockets "$@"
  cv_section reply route -n get "$3"
}

# `TUNNEL PACKETS`: what each tunnel that is up has handed on to IP. The counter is `ip:N:ip.tunN:ipackets64` where a
# tunnel is a stream (tun.c: tun_statinit, P O), `link:0:NAME:ipackets64` where it is a link (dls_stat.c and iptun_input, N).
# Both count a packet of which outer source and destination are the tunnel's, whatever address is within, and both count one
# for a tunnel of which IP is down (tun.c: a state that is not DL_IDLE, P O; iptun_input asks for none, N), and then throw
# it away: so one that is down is left out. A packet that is no tunnel's is not counted here, and answered with ICMP
# "protocol unreachable" (ip.c: ip_fanout_proto, P; ip_input.c, ip_proto_not_sup, N).
#
# A tunnel without a counter is `TUNNEL unknown`, which the driver refuses: no packets would be another thing.
solaris_received() {
  {
    solaris_ask ifconfig -a
    echo counters
    kstat -p ip:::ipackets64 link:::ipackets64 2>/dev/null
  } | awk '
    $0 == "counters" { counters = 1; next }
    counters { if (split($1, part, ":") == 4) count[part[3]] = $2; next }
    /^[^ \t]/ && !/: flags=/ { next }
    /^[^ \t]/ {
      split($1, part, ":")
      name = part[1]
      seen = 1
      ours = $0 !~ /[<,]IPv6[,>]/
      if (ours && $0 ~ /[<,]UP[,>]/) up[name] = 1
      next
    }
    ours && $1 == "inet" && $2 == "tunnel" && tunnel[tunnels] != name { tunnel[++tunnels] = name }
    END {
      if (!seen) print "ifconfig shows no interface"
      for (place = 1; place <= tunnels; place++) {
        name = tunnel[place]
        if (!(name in up)) continue
        if (!(name in count)) count[name] = "unknown"
        print name, count[name]
      }
    }'
}

# solaris_sockets VIP PORT CLIENT: `table`, and of its lines those of programs that listen on the port and of connections that
# this client is making, `STATE ADDRESS.PORT PEER.PORT`. A program that listens on all of IPv6 is in the table of IPv4 too,
# where it takes that as well (tcp_snmp_get, P N). A line of another form than those of tcp_report_item_v4 (P N, and
# illumos' at a5cf233f) goes on as it is where it names the port, and the driver refuses it.
solaris_sockets() {
  netstat -an -f inet -P tcp | awk -v vip="$1" -v port="$2" -v client="$3" '
    NF == 0 || /^TCP(: IPv4)?$/ || /^-+ / { next }
    $1 == "Local" && $2 == "Address" { if (!tables++) print "table"; next }
    NF != 7 || $3 $4 $5 $6 !~ /^[0-9]+$/ { if (index($0 " ", "." port " ")) print; next }
    $7 == "LISTEN" && substr($1, length($1) - length(port)) == "." port { print $7, $1, $2 }
    $7 == "SYN_RCVD" && $1 == vip "." port && index($2, client ".") == 1 { print $7, $1, $2 }' |
    sed -n 1,2000p
}

cv_os_clients() {
  cv_section client-routes solaris_client_routes
  cv_section client-filters solaris_client_filters
}

# The table, and `more COUNT` where it is too long.
solaris_client_routes() {
  netstat -rn -f inet 2>/dev/null | awk '++count <= 3000 { print } END { if (count > 3000) print "more", count - 3000 }'
}

# Rules of ipfilter, where it is there.
solaris_client_filters() {
  if command -v ipfstat >/dev/null 2>&1; then ipfstat -io 2>/dev/null | sed -n 1,3000p; fi
  return 0
}
