# shellcheck shell=sh
# Evidence on FreeBSD, what became of the packets that came here; and clients, what becomes of packets from and to them.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_os_evidence VIP PORT CLIENT
cv_os_evidence() {
  cv_section received freebsd_received
  cv_section sockets netstat -an -f inet -p tcp
  cv_section reply route -n get "$3"
}

# `INTERFACE PACKETS`: what came in on it. Columns are counted from the right: an interface without an address of its own
# has one less before 12. The name of one that is down ends in a star.
freebsd_received() {
  netstat -ibn | awk '
    NR == 1 { for (place = 1; place <= NF; place++) if ($place == "Ipkts") behind = NF - place; next }
    $3 ~ /^<Link/ { sub(/\*$/, "", $1); print $1, $(NF - behind) }'
}

cv_os_clients() {
  cv_section client-routes freebsd_client_routes
  cv_section client-filters freebsd_client_filters
}

# The table, and `more COUNT` where it is too long.
freebsd_client_routes() {
  netstat -rn -f inet 2>/dev/null | awk '++count <= 3000; END { if (count > 3000) print "more", count - 3000 }'
}

# Rules of pf, where it is enabled.
freebsd_client_filters() {
  if kldstat -q -m pf >/dev/null 2>&1 && pfctl -s info 2>/dev/null | grep '^Status: Enabled' >/dev/null; then
    pfctl -s rules 2>/dev/null | sed -n 1,3000p
  fi
  return 0
}
