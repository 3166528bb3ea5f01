# shellcheck shell=sh
# Steering: connections of the prober, each to one realserver.
# shellcheck disable=SC2034,SC2154 # what other files of the agent read, and what they assign

# A connection has a number; its mark is that number, moved to bits that nothing else here uses.
#
# steer_marks AGAIN FIRST LAST: finds those bits: in no mask that a rule looks at, and no mark of a rule or a service. kubelet drops
# packets with 0x8000, Calico has 0xffff0000, Cilium 0xf00, Tailscale 0xff0000: the lowest eight come first, and last with AGAIN 1.
steer_marks() {
  cv_used=$(linux_marks)
  cv_shifts='0 23 15 7'
  if [ "$1" = 1 ]; then cv_shifts='23 15 7 0'; fi
  for cv_shift in $cv_shifts; do
    if steer_fits "$2" "$3"; then
      printf '%s\n' "$cv_shift" >"$cv_state/held/.shift.$2"
      return
    fi
  done
  echo "rules of this host look at all bits of packets' marks: $(echo "$cv_used" | tr '\n' ' ')"
  return 1
}

# steer_fits FIRST LAST: whether no rule meets these numbers where $cv_shift moves them. A mask of all bits compares a mark with one.
steer_fits() {
  cv_bits=1
  while [ "$cv_bits" -le "$2" ]; do cv_bits=$((cv_bits * 2)); done
  cv_bits=$(((cv_bits - 1) << cv_shift))
  for cv_rule in $cv_used; do
    cv_value=$((${cv_rule%/*}))
    cv_mask=$((${cv_rule#*/}))
    if [ "$cv_mask" -ne 4294967295 ]; then
      [ $((cv_bits & cv_mask)) -eq 0 ] || return 1
    elif [ "$cv_value" -ge $(($1 << cv_shift)) ] && [ "$cv_value" -le $(($2 << cv_shift)) ]; then
      return 1
    fi
  done
}

# `VALUE/MASK` of each mark that a routing rule, a packet filter, an IPsec policy or a virtual service looks for or sets. What
# belongs to a connection (ct mark) is not a packet's.
linux_marks() {
  {
    ip rule show
    if [ -r /proc/net/xfrm_stat ]; then ip xfrm policy show; fi
    if linux_has_ipvs; then ipvsadm -Sn; fi
    if command -v iptables-save >/dev/null 2>&1 && { linux_has_table || linux_has_nft; }; then iptables-save; fi
    if command -v iptables-legacy-save >/dev/null 2>&1 && linux_has_table; then iptables-legacy-save; fi
    if command -v nft >/dev/null 2>&1 && linux_has_nft; then nft -n list ruleset; fi
  } 2>/dev/null | awk '
    function used(value, mask) {
      if (value ~ /^(0x[0-9a-fA-F]+|[0-9]+)$/ && mask ~ /^(0x[0-9a-fA-F]+|[0-9]+)$/) print value "/" mask
    }
    function mark(text, part, count) {
      sub(/[,;]$/, "", text)
      count = split(text, part, "/")
      used(part[1], count > 1 ? part[2] : "0xffffffff")
    }
    /^#/ { next }
    {
      for (place = 1; place < NF; place++) {
        if ($place ~ /^(fwmark|--mark|--set-mark|--set-xmark|--or-mark)$/ || ($place == "-f" && $1 ~ /^-[Aa]$/)) mark($(place + 1))
        if ($place == "--nfmask") used("0", $(place + 1))
        if ($place != "mark" || $(place - 1) == "ct" || $(place - 1) == "sport" || $(place - 1) == "dport") continue
        word = $(place + 1)
        if (word == "set" || word ~ /^(==|!=)$/) mark($(place + 2))
        else if (word ~ /^(&|and|\||or)$/) { if ($(place - 2) != "set") used("0", $(place + 2)) }
        else if (word == "{") for (next_place = place + 2; next_place <= NF && $next_place != "}"; next_place++) mark($next_place)
        else mark(word)
      }
    }' | sort -u
}

# steer_shift NUMBER: where the numbers from this one on have been moved, in $cv_shift.
steer_shift() {
  cv_read "$cv_state/held/.shift.$1"
  cv_shift=${cv_line:-0}
}

# steer_to NUMBER REALSERVER OPTION...: packets with its mark go to the realserver, whatever the service's own table says.
steer_to() {
  cv_mark=$(($1 << cv_shift))
  cv_to=$2
  shift 2
  load_module ip_vs && ipvsadm -A -f "$cv_mark" -s rr && ipvsadm -a -f "$cv_mark" -r "$cv_to" "$@"
}

# steer_packets NUMBER:PROTO:SOURCE:PORT:DESTINATION:PORT...: packets of these connections get their marks, on whatever interface
# they come in; a port of 0 is any. By tc(8), which comes with ip(8) and knows no order among rules of others: what it does not
# match goes on.
steer_packets() {
  if ! command -v tc >/dev/null 2>&1; then
    echo 'tc is missing: install iproute2 (RHEL: iproute-tc)'
    return 1
  fi
  cv_know_boot
  # What is to be taken back is written down before it is done. Only for itself: none of it outlives a power cut.
  steer_devices >"$cv_state/held/.steered.${1%%:*}" &&
    steer_places "$cv_state/held/.steered.${1%%:*}" &&
    steer_lines "$cv_state/held/.steered.${1%%:*}" "$@" | tc -batch -
}

# Interfaces that packets come in on: not those below a bridge or a bond, which hand them up (a VRF is no such thing), nor
# tunnels.
steer_devices() {
  {
    ip -o link show type vrf 2>/dev/null | sed 's/^/vrf /'
    ip -o link show up
  } | awk '
    $1 == "vrf" { sub(/[:@].*/, "", $3); vrf[$3] = 1; next }
    /LOOPBACK/ || /link\/(ipip|gre|sit|tunnel6|gre6) / { next }
    match($0, / master [^ ]+/) && !(substr($0, RSTART + 8, RLENGTH - 8) in vrf) { next }
    {
      sub(/[:@].*/, "", $2)
      print $2
    }'
}

# steer_places FILE: a place for filters on each of these interfaces, where nobody has made one yet.
steer_places() {
  tc qdisc show | awk -v list="$1" '
    ($2 == "clsact" || $2 == "ingress") { for (place = 3; place < NF; place++) if ($place == "dev") ready[$(place + 1)] = 1 }
    END { while ((getline device < list) > 0) if (!(device in ready)) print device }' |
    (
      while IFS= read -r cv_device; do
        printf '%s\n' "$cv_this_boot" >"$cv_state/held/.place.$cv_device" && tc qdisc add dev "$cv_device" clsact || exit 1
      done
    )
}

# steer_lines FILE CONNECTION...: what tc is told for these interfaces.
steer_lines() {
  cv_list=$1
  shift
  printf '%s\n' "$@" | awk -F : -v list="$cv_list" -v times=$((1 << cv_shift)) '
    { $1 = sprintf("%d", $1 * times) }
    { rule[NR] = "handle " $1 " flower ip_proto " $2 " src_ip " $3 ($4 == 0 ? "" : " src_port " $4) " dst_ip " $5 " dst_port " $6 \
        " action skbedit mark " $1 " continue" }
    END {
      while ((getline device < list) > 0)
        for (number = 1; number <= NR; number++) print "filter add dev", device, "ingress protocol ip pref 1", rule[number]
    }'
}

# steer_counts NUMBER...: `packets NUMBER COUNT` that came, `connections NUMBER COUNT` that ip_vs has. (Not of its --stats: these
# are up to 2 s late.)
steer_counts() {
  steer_shift "$1"
  sed 's/.*/filter show dev & ingress/' "$cv_state/held/.steered.$1" | tc -s -force -batch - 2>/dev/null |
    awk -v marks=" $* " -v times=$((1 << cv_shift)) '
      $1 == "filter" { mark = "" }
      /skbedit/ { for (place = 1; place < NF; place++) if ($place == "mark") mark = sprintf("%d", $(place + 1) / times) }
      $1 == "Sent" && index(marks, " " mark " ") { count[mark] += $4 }
      END { for (mark in count) print "packets", mark, count[mark] }'
  ipvsadm -Ln 2>/dev/null | awk -v marks=" $* " -v times=$((1 << cv_shift)) '
    /^[A-Z]/ { number = $2 / times; mark = $1 == "FWM" && $2 % times == 0 && index(marks, " " number " ") ? number : "" }
    $1 == "->" && mark != "" { print "connections", mark, $5 + $6 }'
}

# steer_back NUMBER...: as it was before, on whatever interfaces it was done. Without a place for the numbers nothing was done.
steer_back() {
  [ -r "$cv_state/held/.shift.$1" ] || return 0
  steer_shift "$1"
  for cv_mark in "$@"; do ipvsadm -D -f $((cv_mark << cv_shift)); done
  if [ -r "$cv_state/held/.steered.$1" ]; then
    printf '%s\n' "$@" | awk -v list="$cv_state/held/.steered.$1" -v times=$((1 << cv_shift)) '
      { mark[NR] = sprintf("%d", $1 * times) }
      END {
        while ((getline device < list) > 0)
          for (number = 1; number <= NR; number++)
            print "filter del dev", device, "ingress protocol ip pref 1 handle", mark[number], "flower"
      }' | tc -force -batch -
    rm -f "$cv_state/held/.steered.$1"
  fi
  rm -f "$cv_state/held/.shift.$1"
  cv_know_boot
  for cv_place in "$cv_state"/held/.place.*; do
    if [ -r "$cv_place" ]; then steer_tidy "$cv_place" "${cv_place##*/.place.}"; fi
  done
}

# Takes the place for filters away with the last of them.
steer_tidy() {
  cv_read "$1"
  if [ "$cv_line" = "$cv_this_boot" ]; then
    if [ -n "$(tc filter show dev "$2" ingress; tc filter show dev "$2" egress)" ]; then return 0; fi
    tc qdisc del dev "$2" clsact
  fi
  rm -f "$1"
}
