# shellcheck shell=sh
# Clients on Linux: what becomes of packets from and to them.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# Links, rules, routes, the rp_filter of interfaces, uids of programs that listen, and packet filters. Of all only so much as a
# decision needs, and so many lines at most.
cv_os_clients() {
  cv_section client-links linux_client_links
  cv_section client-rules linux_client_rules
  cv_section client-routes linux_client_routes
  cv_section client-filters linux_client_filters
}

# `NAME FLAGS TYPE KIND TABLE MASTER` of each interface but those of containers; `-` is none.
linux_client_links() {
  ip -o -d link show 2>/dev/null | awk '
    BEGIN { split("wireguard dummy ifb nlmon tun vti xfrm ipip gre sit ip6tnl veth", words, " "); for (n in words) kinds[words[n]] = 1 }
    $1 !~ /^[0-9]+:$/ { next }
    {
      name = $2
      sub(/[:@].*/, "", name)
      type = kind = table = master = "-"
      for (place = 4; place <= NF; place++) {
        if ($place == "master") master = $(place + 1)
        if ($place == "vrf" && $(place + 1) == "table") table = $(place + 2)
        if ($place ~ /^link\//) type = substr($place, 6)
        if (kind == "-" && ($place in kinds) && type != "-") kind = $place
      }
      if (kind != "veth" && ++count <= 500) print name, $3, (type == "" ? "-" : type), kind, table, master
    }'
}

# `rule LINE`, `rp_filter INTERFACE VALUE`, `dropped COUNT`, and `uid PORT UID` of programs that listen if a rule asks for one.
linux_client_rules() {
  cv_rules=$(ip rule show 2>/dev/null | sed -n -e 's/^/rule /' -e 1,1000p)
  if [ -n "$cv_rules" ]; then printf '%s\n' "$cv_rules"; fi
  { cd /proc/sys/net/ipv4/conf && exec grep -H '' -- */rp_filter; } 2>/dev/null |
    sed -n -e 's|^\([^/]*\)/rp_filter:|rp_filter \1 |p' -e 1000q
  awk '$1 == "TcpExt:" && !seen { for (n = 2; n <= NF; n++) if ($n == "IPReversePathFilter") at = n; seen = 1; next }
    $1 == "TcpExt:" && at { print "dropped", $at }' /proc/net/netstat 2>/dev/null
  case $cv_rules in
    *uidrange*)
      awk '$4 == "0A" { print substr($2, length($2) - 3), $8 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        sort -u | sed -e 's/^/uid /' -e 2000q
      ;;
  esac
  return 0
}

# Routes that lead somewhere else than to the host itself.
linux_client_routes() {
  ip -o -4 route show table all 2>/dev/null | awk '
    $1 ~ /^(local|broadcast|multicast|anycast|nat)$/ { next }
    ++count <= 3000
    END { if (count > 3000) print "more", count - 3000 }'
}

# `iptables LINE` of each program that has rules, `nft LINE`, `tc` as in linux_tc_filters, `set LINE` of ipset(8).
linux_client_filters() {
  linux_tc_filters
  case $(iptables-save -V 2>/dev/null) in
    '') ;;
    *nf_tables*)
      if linux_has_nft; then linux_client_iptables iptables; fi
      if command -v iptables-legacy-save >/dev/null 2>&1 && linux_has_table; then linux_client_iptables iptables-legacy; fi
      ;;
    *) if linux_has_table; then linux_client_iptables iptables; fi ;;
  esac
  if command -v nft >/dev/null 2>&1 && linux_has_nft; then linux_client_nft; fi
  return 0
}

# linux_client_iptables PROGRAM: no table of addresses to translate, and no chain that packets of a service do not meet.
linux_client_iptables() {
  cv_rules=$("$1-save" 2>/dev/null | awk '/^\*/ { skip = $1 == "*nat" } !skip && /^[*:-]/ && ++count <= 5000')
  case $cv_rules in
    *-j* | *' DROP '*) printf '%s\n' "$cv_rules" | sed "s/^/$1 /" ;;
    *) return 0 ;;
  esac
  case $cv_rules in
    *--match-set*)
      for cv_name in $(printf '%s\n' "$cv_rules" | sed -n 's/.*--match-set \([A-Za-z0-9_.-]*\) .*-j \(DROP\|REJECT\).*/\1/p' | sort -u | sed 20q); do
        ipset save "$cv_name" 2>/dev/null | sed -e 's/^/set /' -e 2000q
      done
      ;;
  esac
}

# The tables of nft but those that iptables has made.
linux_client_nft() {
  cv_theirs=
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*) cv_theirs=$(iptables-save 2>/dev/null | sed -n 's/^\*//p' | tr '\n' ' ') ;;
  esac
  nft -n list ruleset 2>/dev/null | awk -v theirs=" $cv_theirs" '
    /^table / { show = $2 ~ /^(ip|inet)$/ && !($2 == "ip" && index(theirs, " " $3 " ")) }
    show && ++count <= 6000 { print "nft", $0 }'
}
