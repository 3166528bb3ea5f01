# shellcheck shell=sh
# Evidence on Linux: what became of the packets that came here.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# cv_os_evidence VIP PORT CLIENT [filters]: with filters also what these drop, which takes a while.
cv_os_evidence() {
  cv_section counters linux_counters
  cv_section received linux_received
  cv_section sockets linux_sockets "$2"
  linux_vrf "$1"
  # shellcheck disable=SC2086 # nothing, or two words
  cv_section reply ip -o route get "$3" from "$1" $cv_vrf
  # shellcheck disable=SC2086 # nothing, or two words
  cv_section routes ip -o route show match "$3" $cv_vrf
  cv_section mtus linux_mtus
  if [ "${4:-}" = filters ]; then cv_section filters linux_filters; fi
}

# linux_vrf ADDRESS: the VRF of the interface that has it, in $cv_vrf as ip(8) takes it; empty where there is none.
linux_vrf() {
  cv_vrf=
  cv_device=$(ip -o -4 addr show to "$1/32" 2>/dev/null | awk '{ print $2; exit }')
  cv_master=/sys/class/net/$cv_device/master
  if [ -n "$cv_device" ] && [ -e "$cv_master/uevent" ] && grep -q '^DEVTYPE=vrf$' "$cv_master/uevent"; then
    cv_vrf=$(sed -n 's/^INTERFACE=/vrf /p' "$cv_master/uevent")
  fi
}

# `wrapped MTU`: the smallest of the interfaces that packets for tunnels come in by.
linux_mtus() {
  ip -o link show up | awk '
    /LOOPBACK|NOARP/ { next }
    match($0, / mtu [0-9]+/) { mtu = substr($0, RSTART + 5, RLENGTH - 5) + 0; if (!least || mtu < least) least = mtu }
    END { if (least) print "wrapped", least }'
}

# `NAME COUNT`: a line of names and one of numbers for each protocol; those of IPsec have a line each.
linux_counters() {
  awk '$1 in seen { for (place = 2; place <= NF; place++) if (wanted[name[place]]) print name[place], $place; next }
    { seen[$1]; for (place = 2; place <= NF; place++) name[place] = $place }
    BEGIN { wanted["InUnknownProtos"] = wanted["OutDestUnreachs"] = wanted["IPReversePathFilter"] = wanted["InAddrErrors"] = 1 }
  ' /proc/net/snmp /proc/net/netstat
  if [ -r /proc/net/xfrm_stat ]; then awk '$1 ~ /^XfrmIn/ { print $1, $2 }' /proc/net/xfrm_stat; fi
}

# `INTERFACE PACKETS`: what came in on it.
linux_received() { awk -F '[: ]+' 'NR > 2 { sub(/^ +/, ""); print $1, $3 }' /proc/net/dev; }

# linux_sockets PORT: TCP sockets that listen (0A) or are being connected to (03): `STATE ADDRESS:PORT PEER:PORT`, in the hexadecimal of
# /proc/net/tcp. Addresses there are words of the machine's own byte order: `order 1` is the little end first.
linux_sockets() {
  printf 'order %s\n' "$(printf '\001\000' | od -A n -t u2 | tr -d ' ')"
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$(printf '%04X' "$1")" '($4 == "0A" || $4 == "03") && substr($2, length($2) - 3) == port { print $4, $2, $3 }' |
    sort -ru | sed -n 1,2000p
}

# Places at which packets are dropped, with how many that were; `-` where that is not counted.
linux_filters() {
  linux_tc_filters
  linux_iptables_filters
  linux_nft_filters
  return 0
}

# `tc DEVICE DIRECTION PROTOCOL PREF HANDLE KIND COUNT KEY=VALUE...`: filters whose action is to drop, in the first chain.
linux_tc_filters() {
  if ! command -v tc >/dev/null 2>&1; then return 0; fi
  for cv_device in $(tc qdisc show 2>/dev/null |
    awk '($2 == "clsact" || $2 == "ingress") { for (place = 3; place < NF; place++) if ($place == "dev") print $(place + 1) }'); do
    for cv_direction in ingress egress; do
      tc -s filter show dev "$cv_device" "$cv_direction" 2>/dev/null | awk -v place="$cv_device $cv_direction" '
        function tell() { if (drops && rule != "") print "tc", place, rule, count keys }
        $1 == "filter" {
          tell()
          rule = keys = protocol = pref = handle = kind = ""
          drops = count = chain = inside = 0
          for (word = 2; word <= NF; word++) {
            if ($word == "protocol") protocol = $(word + 1)
            if ($word == "pref") { pref = $(word + 1); kind = $(word + 2) }
            if ($word == "chain") chain = $(word + 1)
            if ($word == "handle" || ($word == "fh" && $(word + 1) ~ /::./)) handle = $(word + 1)
          }
          if (handle != "" && chain == 0) rule = protocol " " pref " " handle " " kind
          next
        }
        $1 == "action" && $2 == "order" { inside = 1; if ($0 ~ /gact action drop/) drops = 1 }
        $1 == "Sent" { count += $4 }
        !inside && NF == 2 && $1 ~ /^(ip_proto|src_ip|dst_ip|src_port|dst_port)$/ { keys = keys " " $1 "=" $2 }
        END { tell() }'
    done
  done
}

# `iptables PROGRAM TABLE CHAIN COUNT`: what is dropped from the hooks, by their own rules and policy, and in the chains that
# these go to. Both kinds of tables may be there, and each has its program.
linux_iptables_filters() {
  if command -v iptables-save >/dev/null 2>&1; then
    case $(iptables-save -V 2>/dev/null) in
      *nf_tables*) if linux_has_nft; then iptables-save -c 2>/dev/null | linux_chains iptables; fi ;;
      *) if linux_has_table; then iptables-save -c 2>/dev/null | linux_chains iptables; fi ;;
    esac
  fi
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*)
      if command -v iptables-legacy-save >/dev/null 2>&1 && linux_has_table; then
        iptables-legacy-save -c 2>/dev/null | linux_chains iptables-legacy
      fi
      ;;
  esac
}

linux_chains() {
  awk -v program="$1" '
    function dropped(chain, sum, number, parts, count) {
      if (chain in passed) return 0
      passed[chain]
      sum = drops[chain]
      count = split(jumps[chain], parts, " ")
      for (number = 1; number <= count; number++) sum += dropped(parts[number])
      return sum
    }
    function tell(number) {
      for (number = 1; number <= hooks; number++) {
        split("", passed)
        if (may[hook[number]] || jumps[hook[number]] != "") {
          count = dropped(hook[number])
          if (count > 0) print "iptables", program, table, hook[number], count
        }
      }
    }
    function packets(text) { sub(/:.*/, "", text); return substr(text, 2) }
    /^\*/ { table = substr($1, 2); hooks = 0; split("", drops); split("", jumps); split("", may); next }
    /^:/ {
      chain = substr($1, 2)
      if (chain ~ /^(PREROUTING|INPUT|OUTPUT)$/) hook[++hooks] = chain
      if ($2 == "DROP") { drops[chain] += packets($3); may[chain] = 1 }
      next
    }
    $2 == "-A" {
      for (place = 4; place < NF; place++) {
        if ($place != "-j" && $place != "-g") continue
        target = $(place + 1)
        if (target == "DROP" || target == "REJECT") { drops[$3] += packets($1); may[$3] = 1 }
        else jumps[$3] = jumps[$3] " " target
      }
    }
    $1 == "COMMIT" { tell() }'
}

# `nft FAMILY TABLE CHAIN HOOK COUNT`: chains at a hook from which packets are dropped, or may be; those of iptables have been told of.
linux_nft_filters() {
  if ! command -v nft >/dev/null 2>&1 || ! linux_has_nft; then return 0; fi
  cv_theirs=
  case $(iptables-save -V 2>/dev/null) in
    *nf_tables*) cv_theirs=$(iptables-save 2>/dev/null | sed -n 's/^\*//p' | tr '\n' ' ') ;;
  esac
  nft -n list ruleset 2>/dev/null | awk -v theirs=" $cv_theirs" '
    function dropped(chain, number, parts, count) {
      if (chain in passed) return
      passed[chain]
      if (chain in drops) { some = 1; sum += drops[chain]; if (blind[chain]) isBlind = 1 }
      count = split(jumps[chain], parts, " ")
      for (number = 1; number <= count; number++) dropped(parts[number])
    }
    function tell(number) {
      for (number = 1; number <= hooks; number++) {
        split("", passed)
        sum = some = isBlind = 0
        dropped(hook[number])
        if (some) print "nft", family, table, hook[number], at[hook[number]], isBlind ? "-" : sum
      }
    }
    /^table / {
      family = $2; table = $3; hooks = 0; chain = ""
      split("", drops); split("", jumps); split("", blind); split("", at)
      known = family ~ /^(ip|inet)$/ && !(family == "ip" && index(theirs, " " table " "))
      next
    }
    /^}/ { if (known) tell(); next }
    /^\tchain / { chain = $2; next }
    /^\t}/ { chain = ""; next }
    chain == "" { next }
    /^\t\ttype / {
      if ($2 == "filter" && match($0, / hook (prerouting|input|output) /)) {
        hook[++hooks] = chain
        at[chain] = substr($0, RSTART + 6, RLENGTH - 7)
      }
      if ($0 ~ /policy drop;/) { drops[chain] += 0; blind[chain] = 1 }
      next
    }
    {
      if ($0 ~ /(^|[ \t])(drop|reject)( |$|,)/) {
        drops[chain] += 0
        if (match($0, /counter packets [0-9]+/)) drops[chain] += substr($0, RSTART + 16, RLENGTH - 16)
        else blind[chain] = 1
      }
      for (place = 1; place < NF; place++)
        if ($place == "jump" || $place == "goto") { target = $(place + 1); sub(/,$/, "", target); jumps[chain] = jumps[chain] " " target }
    }'
}
