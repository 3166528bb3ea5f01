#!/boot/culvert-lab/linux/bin/bash
# freebsd-pf-kernel.sh, sourced: pf(4) as its kernel part would know it, in $state/pf while the module is loaded:
# `status` (running or not, and since when), `skip`, and in rules/ a file a ruleset, `%` the main one, `%NAME%PART` an
# anchor.
#
# What it does to packets is done by the guest's own: netfilter's table mangle, which is pf's alone here, made anew at
# each change. Only scrub's max-mss is played: it lowers the MSS of TCP's first packets and never raises it, and so does
# xt_TCPMSS [S pf_norm.c 8, 13.2, 15.1; M xt_TCPMSS.c, tried]. Of the scrub rules the first that matches counts, and
# none in an anchor is ever looked at: pf_normalize_tcp() walks the main ruleset alone [S 8, 13.2, 15.1].
# shellcheck disable=SC2034,SC2154 # the parts of a program share their variables
: "${lab:?}" "${state:?}"
pf=$state/pf

# The module comes, with its device.
pf_load() {
  "$lab/busybox" mkdir -p "$pf/rules"
  pf_status 0 0
  : >"$pf/skip"
  : >"$pf/rules/%"
  "$lab/busybox" rm -f /dev/pf
  "$lab/busybox" mknod -m 600 /dev/pf c 1 3
}

# It goes, rules and all, enabled or not. [S pf_unload()]
pf_unload() {
  "$lab/busybox" rm -rf "$pf" /dev/pf
  running=0
  pf_apply
}

pf_status() { # RUNNING, SINCE
  running=$1 since=$2
  echo "$running $since" >"$pf/status"
}

pf_read_status() { read -r running since <"$pf/status"; }

ruleset_file() { # ANCHOR; in `file`
  file=$pf/rules/%${1//\//%}
}

# The rules of a ruleset, in `rules`.
ruleset() { # ANCHOR
  local file
  rules=()
  ruleset_file "$1"
  [ ! -e "$file" ] || mapfile -t rules <"$file"
}

save_ruleset() { # ANCHOR, RULE...
  local file
  ruleset_file "$1"
  shift
  if [ $# = 0 ] && [ "$file" != "$pf/rules/%" ]; then
    "$lab/busybox" rm -f "$file"
  elif [ $# = 0 ]; then
    : >"$file"
  else
    printf '%s\n' "$@" >"$file"
  fi
}

# The anchors that there are: with rules, called from a ruleset, or above one of those. An empty one that nobody calls
# is removed. [S pf_remove_if_empty_kruleset(), pf_kanchor_setup()] In `anchors`, in the order of their paths.
find_anchors() {
  local path rules one call above
  local -A seen=()
  for path in "$pf"/rules/%*; do
    path=${path##*/%} path=${path//%//}
    [ -z "$path" ] || seen[$path]=1
    ruleset "$path"
    for one in "${rules[@]}"; do
      call=${one##*|} call=${call%/\*}
      [ -z "$call" ] || seen[$path${path:+/}$call]=1
    done
  done
  for path in "${!seen[@]}"; do
    above=$path
    while [[ $above == */* ]]; do above=${above%/*} seen[$above]=1; done
  done
  anchors=()
  [ "${#seen[@]}" = 0 ] || mapfile -t anchors < <(printf '%s\n' "${!seen[@]}" | LC_ALL=C "$lab/linux/bin/sort")
}

anchor_exists() { # ANCHOR
  local anchors
  [ -n "$1" ] || return 0
  find_anchors
  [[ " ${anchors[*]} " == *" $1 "* ]]
}

# Makes the guest's kernel do what the main ruleset says, or nothing.
pf_apply() {
  local table name rules=()
  if ((running)); then ruleset ''; elif [ ! -e "$lab/sys/module/iptable_mangle" ]; then return; fi
  table=$'*mangle\n:pf-in - [0:0]\n:pf-out - [0:0]\n-A PREROUTING -j pf-in\n-A POSTROUTING -j pf-out\n'
  if ((running)); then
    while read -r name; do
      table+="-A pf-in -i $name -j RETURN"$'\n'"-A pf-out -o $name -j RETURN"$'\n'
    done <"$pf/skip"
  fi
  apply_rules in
  apply_rules out
  modules
  table+=COMMIT
  XTABLES_LOCKFILE=$state/pf.lock "$lab/linux/sbin/xtables-legacy-multi" iptables-restore <<<"$table" ||
    unknown "the kernel below refused: ${table//$'\n'/; }"
}

apply_rules() { # in|out
  local one text direction interface family protocol source source_port target target_port mss match way=-i
  [ "$1" = in ] || way=-o
  for one in "${rules[@]}"; do
    [[ $one == scrub\|* ]] || continue
    IFS='|' read -r _ text direction interface family protocol source source_port target target_port mss _ <<<"$one"
    [[ "$1 " == "${direction:-$1} " && $family != inet6 && ($protocol == tcp || -z $protocol) ]] || continue
    match="-A pf-$1${interface:+ $way $interface}${source:+ -s $source}${target:+ -d $target} -p tcp"
    match+="${source_port:+ --sport $source_port}${target_port:+ --dport $target_port}"
    # The kernel below adds the option where it is missing, pf does not.
    if [[ $text != no* ]] && ((mss > 0 && mss <= 65495)); then
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
