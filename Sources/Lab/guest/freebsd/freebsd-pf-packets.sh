#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-packets.sh, sourced: what pf does to packets, done by the guest's own kernel: netfilter's table mangle,
# which is pf's alone here and made anew at each change.
#
# Only max-mss is played: it lowers the MSS of TCP's first packets and never raises it, and so does xt_TCPMSS
# [S pf_norm.c 8, 13.2, 15.1; M xt_TCPMSS.c, tried]. Of the scrub rules the first that matches counts, and none in an anchor is ever
# looked at: pf_normalize_tcp() walks the main ruleset alone [S 8, 13.2, 15.1]. On 15.1 rules of the filter may have a
# max-mss, too, anchors and all; the last that matches counts, before those of scrub [S pf_match_rule()].
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${lab:?}" "${state:?}" "${pf:?}"

# Makes the guest's kernel do what the rules say, or nothing.
pf_apply() {
  local table name effective=()
  if ((running)); then find_effective; elif [ ! -e "$lab/sys/module/iptable_mangle" ]; then return; fi
  table=$'*mangle\n:pf-in - [0:0]\n:pf-out - [0:0]\n-A PREROUTING -j pf-in\n-A POSTROUTING -j pf-out\n'
  if ((running)); then
    while read -r name; do
      table+="-A pf-in -i $name -j RETURN"$'\n'"-A pf-out -o $name -j RETURN"$'\n'
    done <"$pf/skip"
  fi
  lines_for in
  lines_for out
  modules
  table+=COMMIT
  XTABLES_LOCKFILE=$state/pf.lock "$lab/linux/sbin/xtables-legacy-multi" iptables-restore <<<"$table" ||
    unknown "the kernel below refused: ${table//$'\n'/; }"
}

# The rules that count, the first that matches alone, in `effective`.
find_effective() {
  local rules one found=() stops=
  if since 15; then
    walk ''
    [[ -z $stops || -z ${found[*]} ]] || unknown 'max-mss beside rules that keep state or are quick'
  fi
  for one in "${found[@]}"; do effective=("$one" "${effective[@]}"); done
  ruleset ''
  for one in "${rules[@]}"; do
    [[ $one != scrub\|* ]] || effective+=("$one")
  done
  [[ -z $stops || ${effective[*]} != *' max-mss '* ]] || unknown 'max-mss beside rules that keep state or are quick'
}

# The filter's rules with a max-mss, anchors in their places, in `found`. Once a packet has a state, the state's word
# counts, and a quick rule ends the walk: neither is played beside a max-mss.
walk() { # PATH
  local rules one call before words
  ruleset "$1"
  for one in "${rules[@]}"; do
    [[ $one == filter\|* ]] || continue
    call=${one##*|} words=${one#*|} words=${words%%|*} before=${#found[@]}
    if [[ " $words " == *' keep state '* || " $words " == *' quick '* ]]; then stops=1; fi
    if [ -n "$call" ]; then
      each_called "$1${1:+/}$call"
      [[ $words == "anchor \"$call\" all" || $before = "${#found[@]}" ]] || unknown "max-mss below: $words"
    elif [[ $words == *' max-mss '* ]]; then
      found+=("$one")
    fi
  done
}

# The anchor of a call, or all those below it.
each_called() { # PATH
  local anchors one
  if [[ $1 != */\* ]]; then walk "$1"; return; fi
  find_anchors
  for one in "${anchors[@]}"; do
    [[ ${one%/*}/\* != "$1" || $one != */* ]] || walk "$one"
  done
}

lines_for() { # in|out
  local one text direction interface family protocol source source_port target target_port mss match way=-i
  [ "$1" = in ] || way=-o
  for one in "${effective[@]}"; do
    IFS='|' read -r _ text direction interface family protocol source source_port target target_port mss _ <<<"$one"
    [[ "$1 " == "${direction:-$1} " && $family != inet6 && ($protocol == tcp || -z $protocol) ]] || continue
    match="-A pf-$1${interface:+ $way $interface}${source:+ -s $source}${target:+ -d $target} -p tcp"
    match+="${source_port:+ --sport $source_port}${target_port:+ --dport $target_port}"
    # The kernel below adds the option where it is missing, pf does not.
    if ((mss > 0 && mss <= 65495)); then
      table+="$match --tcp-flags SYN,RST SYN --tcp-option 2 -j TCPMSS --set-mss $mss"$'\n'
    fi
    table+="$match -j RETURN"$'\n'
  done
}

# /sbin/modprobe is not where the kernel would look for it.
modules() {
  local module folder
  [ ! -e "$lab/sys/module/iptable_mangle" ] || return 0
  folder=/usr/lib/modules/$("$lab/busybox" uname -r)/kernel/net
  for module in netfilter/x_tables ipv4/netfilter/ip_tables ipv4/netfilter/iptable_mangle netfilter/xt_tcpudp \
    netfilter/xt_TCPMSS; do
    [ -e "$lab/sys/module/${module##*/}" ] || "$lab/busybox" insmod "$folder/$module.ko"
  done
}
